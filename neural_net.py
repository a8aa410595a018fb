"""A neural network small enough to know by heart, in three lines of formulas:

    h1 = sigmoid(w1 * x1 + w2 * x2 + b1)
    h2 = sigmoid(w3 * x1 + w4 * x2 + b2)
    y_pred = sigmoid(w5 * h1 + w6 * h2 + b3)

Training changes the weights w1 to w6 and the biases b1 to b3, so that the prediction
y_pred comes closer to the label y_true, the right answer for the inputs x1 and x2.

Read d_L_d_h1 as "the derivative of the loss L with respect to h1". A comment like # (7)
marks equation 7 of README.md. Run it with python neural_net.py, or with python -i
neural_net.py to stay at a prompt, where main(seed=5) starts from other numbers.

Network, people and names come from Victor Zhou's tutorial,
https://victorzhou.com/blog/intro-to-neural-networks/
"""

from math import exp, isfinite
from random import Random


def sigmoid(x):
    """Return a number from 0 to 1: 0.5 for x = 0, more above it, and less below."""
    try:
        return 1 / (1 + exp(-x))  # (1)
    except OverflowError:  # x is below -709, and the true value below 1e-307
        return 0.0


def deriv_sigmoid(x):
    """Return the derivative of the sigmoid at x, its slope, which is 0.25 at most.
    Nothing below calls it: step already has h1, and writes h1 * (1 - h1)."""
    return sigmoid(x) * (1 - sigmoid(x))  # (2)


def mse_loss(all_y_trues, all_y_preds):
    """Return the mean squared error. Raises ValueError for lists of unequal length."""
    n = len(all_y_trues)
    if len(all_y_preds) != n:
        raise ValueError(f"{len(all_y_preds)} predictions: need {n}, one per label")
    pairs = zip(all_y_trues, all_y_preds)
    return sum((y_true - y_pred) ** 2 for y_true, y_pred in pairs) / n  # (3)


class NeuralNetwork:
    """Two inputs, two hidden neurons h1 and h2, one output neuron o1. Its parameters
    start as random numbers from the bell curve N(0, 1), the same for the same seed."""

    def __init__(self, seed=None):
        normal = Random(seed).gauss
        self.w1 = normal(0, 1)
        self.w2 = normal(0, 1)
        self.w3 = normal(0, 1)
        self.w4 = normal(0, 1)
        self.w5 = normal(0, 1)
        self.w6 = normal(0, 1)
        self.b1 = normal(0, 1)
        self.b2 = normal(0, 1)
        self.b3 = normal(0, 1)

    def activations(self, x):
        """Return what the neurons h1, h2 and o1 make of two inputs: h1, h2, y_pred."""
        x1, x2 = x
        sum_h1 = self.w1 * x1 + self.w2 * x2 + self.b1  # (4)
        h1 = sigmoid(sum_h1)  # (5)
        sum_h2 = self.w3 * x1 + self.w4 * x2 + self.b2  # (6)
        h2 = sigmoid(sum_h2)  # (7)
        sum_o1 = self.w5 * h1 + self.w6 * h2 + self.b3  # (8)
        y_pred = sigmoid(sum_o1)  # (9)
        return h1, h2, y_pred

    def feedforward(self, x):
        """Return the prediction y_pred, from 0 to 1, for two inputs."""
        h1, h2, y_pred = self.activations(x)
        return y_pred

    def step(self, x, y_true, learning_rate):
        """Move all nine parameters once, downhill in the loss of one sample."""
        x1, x2 = x
        h1, h2, y_pred = self.activations(x)

        # Output neuron: L is (y_true - y_pred) ** 2, and y_pred is sigmoid(sum_o1).
        d_L_d_y_pred = -2 * (y_true - y_pred)  # (10)
        d_L_d_sum_o1 = d_L_d_y_pred * y_pred * (1 - y_pred)  # (11)

        # Hidden neurons: each acts on L by way of its weight in sum_o1.
        d_L_d_h1 = d_L_d_sum_o1 * self.w5  # (12)
        d_L_d_sum_h1 = d_L_d_h1 * h1 * (1 - h1)  # (13)
        d_L_d_h2 = d_L_d_sum_o1 * self.w6  # (14)
        d_L_d_sum_h2 = d_L_d_h2 * h2 * (1 - h2)  # (15)

        # Updates come last, because (12) and (14) need the old w5 and w6. Their last
        # factor is what the parameter is multiplied by, x1 for w1, or 1 for a bias.
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
        """Take one step for each sample in turn, and do that epochs times.

        data has samples of two finite inputs, all_y_trues a label from 0 to 1 for each.
        Raises ValueError if that is not so, and TypeError for what is no number, before
        any parameter has changed.
        """
        n = len(data)
        if len(all_y_trues) != n:
            raise ValueError(f"{len(all_y_trues)} labels: need {n}, one per sample")
        samples = []
        for (x1, x2), y_true in zip(data, all_y_trues):
            if not (isfinite(x1) and isfinite(x2) and 0 <= y_true <= 1):
                raise ValueError(f"{x1}, {x2}, {y_true}: need finite x, 0 <= y <= 1")
            x = float(x1), float(x2)  # Decimal would fail, and int is slower
            samples.append((x, float(y_true)))
        for _ in range(epochs):
            for x, y_true in samples:
                self.step(x, y_true, learning_rate)


# Name, inputs (pounds - 135, inches - 66), and label: 1 for female, 0 for male.
PEOPLE = [
    ("Alice", (-2, -1), 1),
    ("Bob", (25, 6), 0),
    ("Charlie", (17, 4), 0),
    ("Diana", (-15, -6), 1),
]
NEW_PEOPLE = [("Emily", (-7, -3), "?"), ("Frank", (20, 2), "?")]


def main(seed=0, learning_rate=0.1):
    """Train a network on PEOPLE and print its losses, then all predictions."""
    network = NeuralNetwork(seed)
    data = [x for name, x, y_true in PEOPLE]
    all_y_trues = [y_true for name, x, y_true in PEOPLE]
    done = 0
    for epoch in [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]:
        network.train(data, all_y_trues, learning_rate, epochs=epoch - done)
        done = epoch
        loss = mse_loss(all_y_trues, [network.feedforward(x) for x in data])
        print(f"Epoch {epoch:4} loss: {loss:.3f} |" + "#" * round(50 * loss))
    print("\nName     pounds - 135  inches - 66  Label  Prediction")
    for name, (x1, x2), label in PEOPLE + NEW_PEOPLE:
        y_pred = network.feedforward((x1, x2))
        print(f"{name:8} {x1:12} {x2:12} {label:>6} {y_pred:11.3f}")


if __name__ == "__main__":
    main()
