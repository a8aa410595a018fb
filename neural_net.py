"""A neural network of nine numbers: two inputs, two hidden neurons, one output.

The inputs x1 and x2 go into the hidden neurons h1 and h2, and these into the output neuron o1, which gives y_pred,
the prediction of the label y_true. Training moves the weights w1 to w6 and the biases b1 to b3 so that the loss L
shrinks. d_ypred_d_w5 is the partial derivative of y_pred by w5, and # (7) marks equation 7 of README.md.
"""

import sys  # the words of the command line
from math import exp, inf, isfinite, isnan
from random import Random  # the starting parameters


def sigmoid(x):
    """Return a float from 0 to 1 for any x, infinite or not: near 0 far below zero, 0.5 at zero, near 1 far above."""
    if x < -709:  # e^(-x) would soon be too large for a float; down here e^x is as good
        return exp(x)
    return 1 / (1 + exp(-x))  # (1)


def deriv_sigmoid(x):
    """Return the slope of the sigmoid at x: 0.25 at zero, less on either side."""
    return sigmoid(x) * (1 - sigmoid(x))  # (2)


def numbers(values, complaint, count=None, low=-inf, high=inf):
    """Check what comes from outside: return finite values from low to high as floats, or raise the complaint."""
    try:
        values = list(values)
        count = count or max(len(values), 1)  # None asks for any number of values, but one at least
        if len(values) == count and all(isfinite(v) and low <= v <= high for v in values):
            return [float(v) for v in values]
    except TypeError:
        raise TypeError(complaint) from None
    except (OverflowError, ValueError):  # too large for a float, or a NaN that refuses to be compared
        pass
    raise ValueError(complaint)


def mse_loss(y_true, y_pred):
    """Return the mean squared error of two equally long sequences, or raise TypeError, ValueError or OverflowError."""
    y_true = numbers(y_true, f"y_true must hold finite numbers, not {y_true!r:.60}")
    n = len(y_true)
    y_pred = numbers(y_pred, f"y_pred must hold {n} finite numbers, as y_true does, not {y_pred!r:.60}", n)
    return sum((y_true - y_pred) ** 2 for y_true, y_pred in zip(y_true, y_pred)) / n  # (3)


class NeuralNetwork:
    """A network whose nine parameters start as draws from N(0, 1), the same ones for the same seed."""

    def __init__(self, seed=None):
        normal = Random(seed).gauss  # a generator of its own
        self.w1, self.w2, self.w3, self.w4, self.w5, self.w6 = [normal(0, 1) for _ in range(6)]
        self.b1, self.b2, self.b3 = [normal(0, 1) for _ in range(3)]

    def parameters(self):
        """Return the weights and the biases, in this order, as a tuple."""
        return self.w1, self.w2, self.w3, self.w4, self.w5, self.w6, self.b1, self.b2, self.b3

    def activations(self, x1, x2):
        """Return what leaves each neuron, y_pred last, for two finite numbers."""
        sum_h1 = self.w1 * x1 + self.w2 * x2 + self.b1  # (4)
        h1 = sigmoid(sum_h1)  # (5)
        sum_h2 = self.w3 * x1 + self.w4 * x2 + self.b2  # (6)
        h2 = sigmoid(sum_h2)  # (7)
        sum_o1 = self.w5 * h1 + self.w6 * h2 + self.b3  # (8)
        y_pred = sigmoid(sum_o1)  # (9)
        return h1, h2, y_pred

    def feedforward(self, x):
        """Return y_pred, from 0 to 1, for x, two finite numbers, or raise TypeError, ValueError or OverflowError."""
        y_pred = self.activations(*numbers(x, f"x must be two finite numbers, not {x!r:.60}", 2))[-1]
        if isnan(y_pred):
            raise OverflowError(f"x is too large for the weights of this network: {x!r:.60}")
        return y_pred

    def descend(self, samples, learning_rate, epochs):
        """Move the parameters down the slope of the loss, once per sample (x1, x2, y_true), epochs times over."""
        for _ in range(epochs):
            for x1, x2, y_true in samples:
                h1, h2, y_pred = self.activations(x1, x2)
                d_L_d_ypred = -2 * (y_true - y_pred)  # (10)
                # Neuron o1: an activation times (1 - itself) is deriv_sigmoid(sum_o1) without a second exp.
                d_ypred_d_sum_o1 = y_pred * (1 - y_pred)  # (11)
                d_ypred_d_w5 = h1 * d_ypred_d_sum_o1  # (12)
                d_ypred_d_w6 = h2 * d_ypred_d_sum_o1  # (13)
                d_ypred_d_b3 = d_ypred_d_sum_o1  # (14)
                d_ypred_d_h1 = self.w5 * d_ypred_d_sum_o1  # (15)
                d_ypred_d_h2 = self.w6 * d_ypred_d_sum_o1  # (16)
                # Neuron h1
                d_h1_d_sum_h1 = h1 * (1 - h1)  # (17)
                d_h1_d_w1 = x1 * d_h1_d_sum_h1  # (18)
                d_h1_d_w2 = x2 * d_h1_d_sum_h1  # (19)
                d_h1_d_b1 = d_h1_d_sum_h1  # (20)
                # Neuron h2
                d_h2_d_sum_h2 = h2 * (1 - h2)  # (21)
                d_h2_d_w3 = x1 * d_h2_d_sum_h2  # (22)
                d_h2_d_w4 = x2 * d_h2_d_sum_h2  # (23)
                d_h2_d_b2 = d_h2_d_sum_h2  # (24)
                # The updates come last, so that every derivative above is that of the old parameters.
                self.w1 -= learning_rate * d_L_d_ypred * d_ypred_d_h1 * d_h1_d_w1  # (25)
                self.w2 -= learning_rate * d_L_d_ypred * d_ypred_d_h1 * d_h1_d_w2  # (26)
                self.b1 -= learning_rate * d_L_d_ypred * d_ypred_d_h1 * d_h1_d_b1  # (27)
                self.w3 -= learning_rate * d_L_d_ypred * d_ypred_d_h2 * d_h2_d_w3  # (28)
                self.w4 -= learning_rate * d_L_d_ypred * d_ypred_d_h2 * d_h2_d_w4  # (29)
                self.b2 -= learning_rate * d_L_d_ypred * d_ypred_d_h2 * d_h2_d_b2  # (30)
                self.w5 -= learning_rate * d_L_d_ypred * d_ypred_d_w5  # (31)
                self.w6 -= learning_rate * d_L_d_ypred * d_ypred_d_w6  # (32)
                self.b3 -= learning_rate * d_L_d_ypred * d_ypred_d_b3  # (33)

    def train(self, data, all_y_trues, learning_rate=0.1, epochs=1000):
        """Learn by stochastic gradient descent: take the samples in order, update after each, epochs times over.

        data: samples of two finite numbers; all_y_trues: labels from 0 to 1; learning_rate: above 0; epochs: int >= 0.
        Anything else raises TypeError or ValueError, an overflow OverflowError, and then nothing has changed.
        """
        data = data if hasattr(data, "__iter__") else [data]  # what is no sequence gets the next line's complaint
        data = [numbers(x, f"data must hold samples of two finite numbers, not {x!r:.60}", 2) for x in data]
        y_trues = numbers(all_y_trues, f"all_y_trues must hold numbers from 0 to 1, not {all_y_trues!r:.60}", None, 0, 1)
        if len(data) != len(y_trues):
            raise ValueError(f"data and all_y_trues must be equally long, not {len(data)} and {len(y_trues)}")
        numbers([learning_rate], f"learning_rate must be finite and above 0, not {learning_rate!r:.60}", 1, 5e-324)
        complaint = f"epochs must be an int of at least 0, not {epochs!r:.60}"
        numbers([epochs], complaint, 1, 0)
        if not hasattr(epochs, "__index__"):  # which every kind of int has
            raise TypeError(complaint)
        before = self.parameters()
        self.descend([(x1, x2, y_true) for (x1, x2), y_true in zip(data, y_trues)], float(learning_rate), epochs)
        if not all(map(isfinite, self.parameters())):
            self.w1, self.w2, self.w3, self.w4, self.w5, self.w6, self.b1, self.b2, self.b3 = before
            raise OverflowError("a parameter left the range of floats: scale the data down or lower the learning_rate")


# The program: learn from four people, then meet two more.
PEOPLE = [("Alice", (-2, -1), 1), ("Bob", (25, 6), 0), ("Charlie", (17, 4), 0), ("Diana", (-15, -6), 1)]
STRANGERS = [("Emily", (-7, -3), "?"), ("Frank", (20, 2), "?")]


def main(learning_rate=0.1, epochs=1000, seed=0):
    """Train on the people, printing the loss at up to 101 epochs, then print a prediction for everybody."""
    network, done = NeuralNetwork(seed), 0
    _, data, all_y_trues = zip(*PEOPLE)
    for epoch in sorted({epochs * i // 100 for i in range(101)}):
        network.train(data, all_y_trues, learning_rate, epoch - done)
        done, loss = epoch, mse_loss(all_y_trues, [network.feedforward(x) for x in data])
        print((f"Epoch {epoch} loss: {loss:.3f}".ljust(24) + "#" * round(50 * loss)).rstrip())
    print("\nEach # is 0.02 of the loss, the mean squared error. Emily and Frank are new to the network.\n")
    print("Name     Feature 1  Feature 2  Label  Prediction")
    for name, (x1, x2), label in PEOPLE + STRANGERS:
        print(f"{name:8} {x1:9}  {x2:9}  {label:>5}  {network.feedforward((x1, x2)):10.3f}")


def options(words):
    """Return the arguments of main that the words of a command line ask for."""
    if not words:
        return {}
    import argparse  # only now, as loading it would delay every run
    parser = argparse.ArgumentParser(description="Train a tiny neural network.", argument_default=argparse.SUPPRESS)
    parser.error = lambda message: parser.exit(2, f"neural_net.py: {message}\n")  # one line, without the usage
    parser.add_argument("--learning-rate", type=float, help="factor from slope to step (default: 0.1)")
    parser.add_argument("--epochs", type=int, help="how often to go through the four people (default: 1000)")
    parser.add_argument("--seed", type=int, help="which starting parameters to draw (default: 0)")
    return vars(parser.parse_args(words))


if __name__ == "__main__":
    try:
        main(**options(sys.argv[1:]))
    except (ValueError, OverflowError) as error:
        print("neural_net.py:", error, file=sys.stderr)
        sys.exit(2)
