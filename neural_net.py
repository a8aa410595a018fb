"""A neural network of nine numbers: two inputs, two hidden neurons, one output.

    h1     = sigmoid(w1 * x1 + w2 * x2 + b1)
    h2     = sigmoid(w3 * x1 + w4 * x2 + b2)
    y_pred = sigmoid(w5 * h1 + w6 * h2 + b3)

Training changes each w and b so that y_pred comes closer to the label y_true. Read
d_L_d_h1 as "the derivative of the loss L with respect to h1". # (7) marks equation 7
of README.md. Network, people and names come from Victor Zhou's tutorial of 2019.
"""

import sys
from math import exp, inf, isfinite, isnan
from random import Random


def sigmoid(x):
    """Return a float from 0 to 1 for any number x: 0.5 at 0, more above, less below."""
    try:
        return 1 / (1 + exp(-x))  # (1)
    except OverflowError:  # exp(-x) is too large for a float, and the 1 is lost in it
        return exp(x)


def deriv_sigmoid(x):
    """Return the derivative of the sigmoid at x: 0.25 at 0, less on both sides."""
    return sigmoid(x) * (1 - sigmoid(x))  # (2)


def mse_loss(all_y_trues, all_y_preds):
    """Return the mean squared error of finite numbers, or inf. Raises as train does."""
    pairs, n = paired(map(finite_float, all_y_trues), map(finite_float, all_y_preds))
    try:
        return sum((y_true - y_pred) ** 2 for y_true, y_pred in pairs) / n  # (3)
    except OverflowError:  # a square alone is too large
        return inf


class NeuralNetwork:
    """A network whose start is drawn from N(0, 1), the same for the same seed."""

    def __init__(self, seed=None):
        normal = Random(seed).gauss
        (self.w1, self.w2, self.w3, self.w4, self.w5, self.w6,
         self.b1, self.b2, self.b3) = [normal(0, 1) for _ in range(9)]

    def activations(self, x1, x2):
        """Return the outputs of all neurons, y_pred last. Checks nothing."""
        sum_h1 = self.w1 * x1 + self.w2 * x2 + self.b1  # (4)
        h1 = sigmoid(sum_h1)  # (5)
        sum_h2 = self.w3 * x1 + self.w4 * x2 + self.b2  # (6)
        h2 = sigmoid(sum_h2)  # (7)
        sum_o1 = self.w5 * h1 + self.w6 * h2 + self.b3  # (8)
        y_pred = sigmoid(sum_o1)  # (9)
        return h1, h2, y_pred

    def step(self, x1, x2, y_true, learning_rate):
        """Update all parameters once, from a single sample. Checks nothing."""
        h1, h2, y_pred = self.activations(x1, x2)

        # Output neuron, from L = (y_true - y_pred) ** 2 and y_pred = sigmoid(sum_o1).
        d_L_d_y_pred = -2 * (y_true - y_pred)  # (10)
        d_L_d_sum_o1 = d_L_d_y_pred * y_pred * (1 - y_pred)  # (11)

        # Hidden neurons, each by way of its weight in sum_o1.
        d_L_d_h1 = d_L_d_sum_o1 * self.w5  # (12)
        d_L_d_sum_h1 = d_L_d_h1 * h1 * (1 - h1)  # (13)
        d_L_d_h2 = d_L_d_sum_o1 * self.w6  # (14)
        d_L_d_sum_h2 = d_L_d_h2 * h2 * (1 - h2)  # (15)

        # Updates, last because every derivative needs the old parameters.
        self.w1 -= learning_rate * d_L_d_sum_h1 * x1  # (16)
        self.w2 -= learning_rate * d_L_d_sum_h1 * x2  # (17)
        self.b1 -= learning_rate * d_L_d_sum_h1  # (18)

        self.w3 -= learning_rate * d_L_d_sum_h2 * x1  # (19)
        self.w4 -= learning_rate * d_L_d_sum_h2 * x2  # (20)
        self.b2 -= learning_rate * d_L_d_sum_h2  # (21)

        self.w5 -= learning_rate * d_L_d_sum_o1 * h1  # (22)
        self.w6 -= learning_rate * d_L_d_sum_o1 * h2  # (23)
        self.b3 -= learning_rate * d_L_d_sum_o1  # (24)

    def train(self, data, all_y_trues, learning_rate=0.1, epochs=1000):
        """Go through all samples epochs times, in order, with one step for each.

        data: samples of two finite numbers; all_y_trues: as many labels from 0 to 1;
        learning_rate: above 0; epochs: an int, 0 or more. All else raises TypeError
        or ValueError, too large a number OverflowError. An error or Ctrl-C undoes all.
        """
        pairs, _ = paired(data, all_y_trues)
        samples = [(finite_float(x1), finite_float(x2), finite_float(y_true))
                   for (x1, x2), y_true in pairs]
        if not all(0 <= y_true <= 1 for _, _, y_true in samples):
            raise ValueError("all_y_trues must be from 0 to 1")
        learning_rate = finite_float(learning_rate)
        if learning_rate <= 0 or epochs < 0:
            raise ValueError(f"too low: learning_rate {learning_rate}, epochs {epochs}")
        before = self.parameters()
        try:
            for _ in range(epochs):
                for x1, x2, y_true in samples:
                    self.step(x1, x2, y_true, learning_rate)
            if not all(map(isfinite, self.parameters())):
                raise OverflowError("too large: lower the learning_rate or the data")
        except BaseException:
            (self.w1, self.w2, self.w3, self.w4, self.w5, self.w6,
             self.b1, self.b2, self.b3) = before
            raise

    def feedforward(self, x):
        """Return y_pred, from 0 to 1, for two finite numbers. Raises as train does."""
        x1, x2 = map(finite_float, x)
        y_pred = self.activations(x1, x2)[-1]
        if isnan(y_pred):  # a sum was inf - inf
            raise OverflowError(f"({x1}, {x2}) is too large for these parameters")
        return y_pred

    def parameters(self):
        """Return the parameters as a tuple: the weights, then the biases."""
        return (self.w1, self.w2, self.w3, self.w4, self.w5, self.w6,
                self.b1, self.b2, self.b3)


def finite_float(value):
    """Return a number as a float. Raises TypeError, ValueError or OverflowError."""
    if isfinite(value):
        return float(value)
    raise ValueError(f"a number must be finite, not {value}")


def paired(left, right):
    """Return the pairs of two equally long sequences, not empty, and how many."""
    left, right = list(left), list(right)
    if not 0 < len(left) == len(right):
        raise ValueError(f"lengths must be equal, not 0: {len(left)} and {len(right)}")
    return zip(left, right), len(left)


PEOPLE = [("Alice", (-2, -1), 1), ("Bob", (25, 6), 0),  # (pounds - 135, inches - 66)
          ("Charlie", (17, 4), 0), ("Diana", (-15, -6), 1)]
NEW_PEOPLE = [("Emily", (-7, -3), "?"), ("Frank", (20, 2), "?")]


def main(learning_rate=0.1, epochs=1000, seed=0):
    """Train on PEOPLE, print up to 101 losses on the way, then all predictions."""
    network = NeuralNetwork(seed)
    _, data, all_y_trues = zip(*PEOPLE)
    marks = sorted({epochs * i // 100 for i in range(101)})
    for last, epoch in zip([0] + marks, marks):
        network.train(data, all_y_trues, learning_rate, epoch - last)
        loss = mse_loss(all_y_trues, map(network.feedforward, data))
        text = f"Epoch {epoch} loss: {loss:.3f} ".ljust(24) + "#" * round(50 * loss)
        print(text.rstrip())
    print("\nEach # is 0.02 of the loss.\nEmily and Frank are new.\n")
    print("Name     Feature 1  Feature 2  Label  Prediction")
    for name, x, label in PEOPLE + NEW_PEOPLE:
        print(f"{name:8}{x[0]:10}{x[1]:11}{label:>7}{network.feedforward(x):12.3f}")


if __name__ == "__main__":
    try:
        if len(sys.argv) == 1:
            sys.exit(main())  # the usual run need not wait for argparse
        import argparse
        parser = argparse.ArgumentParser(argument_default=argparse.SUPPRESS)
        parser.add_argument("--learning-rate", type=float, help="factor (default: 0.1)")
        parser.add_argument("--epochs", type=int, help="passes (default: 1000)")
        parser.add_argument("--seed", type=int, help="start (default: 0)")
        try:
            main(**vars(parser.parse_args()))
        except ValueError as error:
            parser.error(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
