"""A neural network: two inputs, two hidden neurons, one output, nine parameters.

Training changes these so that the prediction y_pred comes closer to the label y_true.
Read d_L_d_h1 as "the derivative of the loss L with respect to h1". # (7) marks equation
7 of README.md. Network, people and names come from Victor Zhou's tutorial.
"""

import signal
from argparse import ArgumentDefaultsHelpFormatter, ArgumentParser
from math import exp, inf, isfinite, isnan
from random import Random


def sigmoid(x):
    """Return a float from 0 to 1 for any float x: 0.5 at 0, more above, less below."""
    try:
        return 1 / (1 + exp(-x))  # (1)
    except OverflowError:  # exp(-x) overflows; without the 1, 1 / exp(-x) is exp(x)
        return exp(x)


def deriv_sigmoid(x):
    """Return the sigmoid's derivative at x. step() writes it as h1 * (1 - h1)."""
    return sigmoid(x) * (1 - sigmoid(x))  # (2)


def mse_loss(all_y_trues, all_y_preds):
    """Return the mean squared error. Raises ValueError if empty or unequally long."""
    pairs = paired(all_y_trues, all_y_preds)
    n = len(pairs)
    return sum((y_true - y_pred) ** 2 for y_true, y_pred in pairs) / n  # (3)


class NeuralNetwork:
    """A network that starts from random N(0, 1) numbers, the same for the same seed."""

    def __init__(self, seed=None):
        normal = Random(seed).gauss
        self.set_parameters([normal(0, 1) for _ in range(9)])

    def set_parameters(self, values):
        """Set all parameters: the weights, then the biases."""
        (self.w1, self.w2, self.w3, self.w4, self.w5, self.w6,
         self.b1, self.b2, self.b3) = values

    def parameters(self):
        """Return all parameters as a tuple: the weights, then the biases."""
        return (self.w1, self.w2, self.w3, self.w4, self.w5, self.w6,
                self.b1, self.b2, self.b3)

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

        # Updates, last because (12) and (14) need the old w5 and w6.
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
        """Make epochs passes over the samples, in order, with one step for each.

        data: samples of two finite inputs; all_y_trues: a label from 0 to 1 for each;
        learning_rate: above 0; epochs: 0 or more. Other values raise TypeError or
        ValueError, too large ones OverflowError. An error or Ctrl-C undoes the call.
        """
        samples = []
        for (x1, x2), y_true in paired(data, all_y_trues):
            if not 0 <= y_true <= 1:
                raise ValueError(f"need 0 <= y_true <= 1, not {y_true}")
            samples.append((finite(x1), finite(x2), float(y_true)))
        if not 0 < learning_rate < inf:
            raise ValueError(f"need 0 < learning_rate < inf, not {learning_rate}")
        if epochs < 0:
            raise ValueError(f"need 0 <= epochs, not {epochs}")
        learning_rate = float(learning_rate)
        before = self.parameters()
        try:
            for _ in range(epochs):
                for x1, x2, y_true in samples:
                    self.step(x1, x2, y_true, learning_rate)
            if not all(map(isfinite, self.parameters())):
                raise OverflowError("parameters too large: lower learning_rate")
        except BaseException:  # Ctrl-C is one
            self.set_parameters(before)
            raise

    def feedforward(self, x):
        """Return y_pred, from 0 to 1, for two finite inputs. Other inputs raise
        TypeError or ValueError, too large ones OverflowError."""
        x1, x2 = map(finite, x)
        y_pred = self.activations(x1, x2)[-1]
        if isnan(y_pred):  # a sum was inf - inf
            raise OverflowError(f"({x1}, {x2}) is too large for these parameters")
        return y_pred


def finite(value):
    """Return a number as a float. Raises ValueError if it is infinite or NaN."""
    if isfinite(value):
        return float(value)
    raise ValueError(f"an input must be finite, not {value}")


def paired(a, b):
    """Return a list of pairs. Raises ValueError if empty or unequally long."""
    a, b = list(a), list(b)
    if not 0 < len(a) == len(b):
        raise ValueError(f"need equal lengths above 0, not {len(a)} and {len(b)}")
    return list(zip(a, b))


PEOPLE = [("Alice", (-2, -1), 1),  # (pounds - 135, inches - 66), and 1 for female
          ("Bob", (25, 6), 0),
          ("Charlie", (17, 4), 0),
          ("Diana", (-15, -6), 1)]
NEW_PEOPLE = [("Emily", (-7, -3), "?"),
              ("Frank", (20, 2), "?")]


def main(learning_rate, epochs, seed):
    """Train on PEOPLE and print the losses, then all predictions."""
    network = NeuralNetwork(seed)
    _, data, all_y_trues = zip(*PEOPLE)
    marks = [m * 10 ** k for k in range(len(str(epochs))) for m in (1, 2, 5)]
    marks = sorted({0, *[m for m in marks if m < epochs][-12:], epochs})
    for done, epoch in zip([0] + marks, marks):
        network.train(data, all_y_trues, learning_rate, epoch - done)
        loss = mse_loss(all_y_trues, map(network.feedforward, data))
        text = f"Epoch {epoch} loss: {loss:.3f}".ljust(19 + len(str(epochs)))
        print(text + "|" + "#" * round(50 * loss))
    print("\nName     pounds - 135  inches - 66  Label  Prediction")
    for name, x, label in PEOPLE + NEW_PEOPLE:
        print(f"{name:8}{x[0]:13}{x[1]:13}{label:>7}{network.feedforward(x):12.3f}")


if __name__ == "__main__":
    for name in {"SIGINT", "SIGPIPE"} & set(dir(signal)):  # Ctrl-C and a closed pipe
        signal.signal(getattr(signal, name), signal.SIG_DFL)  # end it quietly
    parser = ArgumentParser(formatter_class=ArgumentDefaultsHelpFormatter)
    parser.add_argument("--learning-rate", type=float, default=0.1, help="step size")
    parser.add_argument("--epochs", type=int, default=1000, help="passes over the data")
    parser.add_argument("--seed", type=int, default=0, help="random seed")
    try:
        main(**vars(parser.parse_args()))
    except ValueError as error:
        parser.error(str(error))
