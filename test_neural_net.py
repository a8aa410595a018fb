"""neural_net.py against something independent, and README.md against neural_net.py."""

import array
import ast
import cmath
import decimal
import doctest
import fractions
import inspect
import itertools
import math
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys

import pytest

import neural_net
from neural_net import NEW_PEOPLE, PEOPLE, NeuralNetwork, deriv_sigmoid, mse_loss, sigmoid

HERE = pathlib.Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
MODULE = (HERE / "neural_net.py").read_text(encoding="utf-8")
NAMES = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
NOBODY, DATA, LABELS = zip(*PEOPLE)
CORNERS, XOR = [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0]


# The functions.

def test_the_sigmoid_is_exact_to_a_few_last_digits_for_every_float():
    generator = random.Random(2)
    edges = [0.0, 5e-324, 1e-9, 36.7, 37.5, 708.3, 709.0, 709.7, 709.8, 710.0, 744.0]
    edges += [-x for x in edges] + [generator.uniform(-745, 745) for _ in range(300)]
    with decimal.localcontext() as context:
        context.prec = 50
        for x in edges + [generator.gauss(0, 3) for _ in range(300)]:
            exact = 1 / (1 + decimal.Decimal(-x).exp())
            error = abs(decimal.Decimal(sigmoid(x)) - exact)
            assert error <= max(exact * decimal.Decimal(1e-15), decimal.Decimal(1e-323)), x
            slope = exact * (1 - exact)
            assert abs(decimal.Decimal(deriv_sigmoid(x)) - slope) < 1e-15, x
    assert [sigmoid(x) for x in (-math.inf, -1e308, 1e308, math.inf)] == [0, 0, 1, 1]


def test_the_loss_is_the_mean_of_the_squared_errors_and_inf_beyond_the_floats():
    assert mse_loss([1, 0, 0, 1], [0.5, 0.5, 0, 1]) == 0.125  # (0.25 + 0.25 + 0 + 0) / 4
    assert mse_loss(iter([3]), [decimal.Decimal(1)]) == 4
    assert mse_loss([1.4e154], [0]) == mse_loss([1e308], [-1e308]) == math.inf
    assert mse_loss([1e154], [0]) == pytest.approx(1e308)
    assert mse_loss([1e154, 1e154], [0, 0]) == math.inf  # as the sum is


# The network and its training.

def exact_gradient(parameters, x, y_true):
    """Return the nine derivatives of the squared error, to the last digits, by complex steps."""
    def logistic(z):
        return 1 / (1 + cmath.exp(-z))

    def loss(w1, w2, w3, w4, w5, w6, b1, b2, b3):
        h1, h2 = logistic(w1 * x[0] + w2 * x[1] + b1), logistic(w3 * x[0] + w4 * x[1] + b2)
        return (y_true - logistic(w5 * h1 + w6 * h2 + b3)) ** 2

    moved = [[p + 1e-30j * (i == k) for i, p in enumerate(parameters)] for k in range(9)]
    return [loss(*values).imag / 1e-30 for values in moved]


def exact_descent(parameters, samples, learning_rate):
    """Return the parameters after one step for each sample (x, y_true), in order."""
    for x, y_true in samples:
        gradient = exact_gradient(parameters, x, y_true)
        parameters = [p - learning_rate * slope for p, slope in zip(parameters, gradient)]
    return parameters


def test_a_network_starts_with_nine_draws_from_the_normal_distribution():
    draws = [NeuralNetwork(seed).parameters() for seed in range(1000)]
    for column in zip(*draws):
        assert abs(statistics.mean(column)) < 0.12 and abs(statistics.pstdev(column) - 1) < 0.12
    flat = [draw for row in draws for draw in row]
    assert len(set(flat)) == 9000
    for reach, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert abs(sum(abs(draw) < reach for draw in flat) / 9000 - share) < 0.015


def test_the_same_seed_gives_the_same_network_and_the_global_generator_is_left_alone():
    state = random.getstate()
    one, same = NeuralNetwork(seed=5), NeuralNetwork(seed=5)
    assert one.parameters() == same.parameters() == tuple(getattr(one, name) for name in NAMES)
    assert NeuralNetwork().parameters() != NeuralNetwork().parameters()
    assert random.getstate() == state


def test_a_step_subtracts_all_nine_derivatives_exactly():
    generator = random.Random(3)
    for seed in range(25):
        network = NeuralNetwork(seed)
        start = network.parameters()
        x, y_true = (generator.uniform(-2, 2), generator.uniform(-2, 2)), generator.random()
        network.step(*x, y_true, learning_rate=1e6)  # large, so that no digit gets lost
        used = [(a - b) / 1e6 for a, b in zip(start, network.parameters())]
        assert used == pytest.approx(exact_gradient(start, x, y_true), rel=1e-9, abs=0)


def test_training_takes_the_samples_in_order_and_epochs_add_up():
    network, again = NeuralNetwork(seed=1), NeuralNetwork(seed=1)
    expected = exact_descent(network.parameters(), list(zip(DATA, LABELS)) * 3, 0.7)
    network.train(DATA, LABELS, learning_rate=0.7, epochs=3)
    assert network.parameters() == pytest.approx(expected, rel=1e-9)
    for epochs in (0, 1, 2):
        again.train(DATA, LABELS, learning_rate=0.7, epochs=epochs)
    assert again.parameters() == network.parameters()
    network.train(DATA, LABELS)
    again.train(DATA, LABELS, 0.1, 1000)
    assert again.parameters() == network.parameters()


class Bare:
    """A sequence that has a length and items, and nothing else."""

    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, place):
        return self.items[place]


def test_any_sequence_or_iterator_of_numbers_will_do():
    long = fractions.Fraction(10 ** 5000 + 1, 10 ** 5000)  # 1.0 as a float, too long to print
    expected = NeuralNetwork(seed=0)
    expected.train(DATA, LABELS, epochs=10)
    for data, labels, learning_rate in (
            (iter(DATA), array.array("b", LABELS), fractions.Fraction(1, 10)),
            (Bare([Bare(x) for x in DATA]), Bare(LABELS), decimal.Decimal("0.1")),
            ([map(decimal.Decimal, x) for x in DATA], [True, False, 0.0, long], 0.1)):
        network = NeuralNetwork(seed=0)
        network.train(data, labels, learning_rate, epochs=10)
        assert network.parameters() == expected.parameters()
        assert {type(value) for value in network.parameters()} == {float}
    assert network.feedforward(Bare([long, 2])) == network.feedforward((1, 2))


GOOD = {"data": DATA, "all_y_trues": LABELS, "learning_rate": 0.1, "epochs": 2}
BAD = [
    ({"data": [], "all_y_trues": []}, ValueError), ({"data": []}, ValueError),
    ({"all_y_trues": [1, 0, 0]}, ValueError), ({"data": 5}, TypeError),
    ({"data": [(1, 2), (3,), (5, 6), (7, 8)]}, ValueError),
    ({"data": [(1, 2), (3, 4), (5, 6), (7, 8, 9)]}, ValueError),
    ({"data": [(1, 2), (3, 4), (5, math.nan), (7, 8)]}, ValueError),
    ({"data": [(1, 2), (3, 4), (-math.inf, 6), (7, 8)]}, ValueError),
    ({"data": [(1, 2), (3, 4), (10 ** 400, 6), (7, 8)]}, (ValueError, OverflowError)),
    ({"data": [(1, 2), (3, 4), (5, 6), "78"]}, TypeError),
    ({"data": [(1, 2), (3, 4), (5, 6), (7, 8j)]}, TypeError), ({"data": [1, 2, 3, 4]}, TypeError),
    ({"all_y_trues": [1, 0, 0, 1.01]}, ValueError), ({"all_y_trues": [1, 0, -0.01, 1]}, ValueError),
    ({"all_y_trues": [1, 0, math.nan, 1]}, ValueError),
    ({"all_y_trues": [decimal.Decimal("sNaN"), 0, 0, 1]}, ValueError),
    ({"all_y_trues": "1001"}, TypeError), ({"all_y_trues": None}, TypeError),
    ({"learning_rate": 0}, ValueError), ({"learning_rate": -0.1}, ValueError),
    ({"learning_rate": decimal.Decimal("1e-400")}, ValueError),
    ({"learning_rate": math.inf}, ValueError), ({"learning_rate": "0.1"}, TypeError),
    ({"epochs": -1}, ValueError), ({"epochs": 1.5}, TypeError), ({"epochs": "10"}, TypeError),
]


@pytest.mark.parametrize("change, error", BAD)
def test_bad_training_input_raises_an_error_and_changes_nothing(change, error):
    network = NeuralNetwork(seed=0)
    before = network.parameters()
    with pytest.raises(error):
        network.train(**dict(GOOD, **change))
    assert network.parameters() == before
    network.train(**dict(GOOD, learning_rate=5e-324, epochs=0))  # the smallest that is allowed
    network.train(**GOOD)  # what was changed is all that was wrong
    assert network.parameters() != before


def test_bad_input_to_feedforward_and_mse_loss_raises_an_error():
    network = NeuralNetwork(seed=0)
    for x, error in (((1,), ValueError), ((1, 2, 3), ValueError), ((1, math.nan), ValueError),
                     ((math.inf, 1), ValueError), ("12", TypeError), (1, TypeError)):
        with pytest.raises(error):
            network.feedforward(x)
    for y_true, y_pred, error in (([], [], ValueError), ([1, 0], [1], ValueError),
                                  ([1], [1, 0], ValueError), ([math.nan], [1], ValueError),
                                  ([1], [math.inf], ValueError), ([1], ["1"], TypeError)):
        with pytest.raises(error):
            mse_loss(y_true, y_pred)


def test_an_error_names_the_value_or_the_argument():
    for change, name in (({"epochs": -7}, "epochs -7"), ({"learning_rate": -0.5}, "rate -0.5"),
                         ({"all_y_trues": [1, 0, 0, 2]}, "all_y_trues")):
        with pytest.raises(ValueError, match=name):
            NeuralNetwork(seed=0).train(**dict(GOOD, **change))


def test_an_overflow_is_an_error_and_changes_nothing():
    network = NeuralNetwork(seed=0)
    network.w1 = network.w2 = 0.0
    before = network.parameters()
    with pytest.raises(OverflowError, match="learning_rate"):
        network.train([(1e9, -1e9)], [1], learning_rate=1e308)
    assert network.parameters() == before
    network.w1 = network.w2 = 2.0
    with pytest.raises(OverflowError, match="1e[+]308"):
        network.feedforward((1e308, -1e308))


@pytest.mark.parametrize("error", [KeyboardInterrupt, FloatingPointError])
@pytest.mark.parametrize("x", [(2, 1), (1e9, -1e9)])  # a healthy run, and one with infinities
def test_whatever_ends_training_early_puts_the_old_parameters_back(error, x):
    class Interrupted(NeuralNetwork):
        def activations(self, x1, x2):
            self.calls = getattr(self, "calls", 0) + 1
            if self.calls == 9:
                raise error
            return super().activations(x1, x2)

    network = Interrupted(seed=0)
    network.w1 = network.w2 = 0.0
    before = network.parameters()
    with pytest.raises(error):
        network.train([x], [1], learning_rate=1e308)
    assert network.parameters() == before


# The program.

def run(*arguments, python=()):
    """Run the program; return its exit status, output and error output, which are plain ASCII."""
    done = subprocess.run([sys.executable, *python, str(HERE / "neural_net.py"), *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=dict(os.environ, PYTHONIOENCODING="ascii", COLUMNS="200"))
    return (done.returncode, *(text.decode("ascii").replace("\r\n", "\n")
                               for text in (done.stdout, done.stderr)))


def log(output):
    """Return the rows of a run: (epoch, loss as printed, length of the bar)."""
    rows = re.findall(r"^Epoch (\d+) loss: (\d\.\d{3})(?: *|  +(#+))$", output, re.MULTILINE)
    return [(int(epoch), loss, len(bar)) for epoch, loss, bar in rows]


def test_the_program_prints_the_loss_as_a_picture_and_everybody_in_a_table():
    status, output, errors = run()
    assert (status, errors) == (0, "")
    assert [epoch for epoch, _, _ in log(output)] == list(range(0, 1001, 10))
    scale = float(re.search("Each # is (.+) of the loss", output)[1])
    assert all(abs(float(loss) - scale * bar) < 0.53 * scale for _, loss, bar in log(output))
    assert not re.search(" $", output, re.MULTILINE)
    network = NeuralNetwork(seed=0)
    network.train(DATA, LABELS)
    expected = [[name, *map(str, x), str(label), f"{network.feedforward(x):.3f}"]
                for name, x, label in PEOPLE + NEW_PEOPLE]
    assert [line.split() for line in output.splitlines()[-6:]] == expected
    assert all(name in output.split("Name")[0] for name, _, _ in NEW_PEOPLE)


def test_the_program_loads_argparse_only_for_options():
    assert "argparse" not in run(python=["-v"])[2]
    assert "argparse" in run("--epochs=0", python=["-v"])[2]


def test_options_change_the_run_and_help_names_their_defaults():
    options = ["--epochs", "7", "--seed", "3", "--learning-rate", "0.5"]
    for words, epochs in ((options, list(range(8))), (["--epochs=0"], [0]),
                          (["--epochs=250"], [math.floor(2.5 * i) for i in range(101)])):
        status, output, errors = run(*words)
        assert (status, errors) == (0, "") and [row[0] for row in log(output)] == epochs
    network = NeuralNetwork(seed=3)
    network.train(DATA, LABELS, learning_rate=0.5, epochs=7)
    loss = mse_loss(LABELS, map(network.feedforward, DATA))
    assert log(run(*options)[1])[-1][1] == f"{loss:.3f}"
    text = run("--help")[1]
    defaults = dict(re.findall(r"--([\w-]+) [A-Z_]+\s+.+ \(default: (.+)\)", text))
    assert defaults == {"learning-rate": "0.1", "epochs": "1000", "seed": "0"}
    assert run(*(f"--{name}={value}" for name, value in defaults.items())) == run()


@pytest.mark.parametrize("words, named", [
    ("--epochs -5", "-5"), ("--epochs 1.5", "1.5"), ("--learning-rate 0", "learning_rate 0"),
    ("--learning-rate big", "big"), ("--learning-rate nan", "nan"), ("--seed one", "one"),
    ("--layers 3", "--layers")])
def test_a_bad_option_gets_the_usage_one_line_that_names_it_and_status_2(words, named):
    status, _, errors = run(*words.split())
    assert status == 2
    assert re.fullmatch(rf"usage: .*\nneural_net\.py: error: .*{named}.*\n", errors)


def test_ctrl_c_ends_the_program_quietly_with_status_130():
    for words in ([], ["--epochs", "100000000"]):
        command = [sys.executable, "-u", str(HERE / "neural_net.py"), *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            assert (process.wait(), process.stderr.read()) == (130, b"")


# The README: its tables, blocks and equations.

def table(heading):
    """Return the rows, each a list of cells, of all tables whose first row begins like this."""
    found = re.findall(rf"^\| {re.escape(heading)}.*\n\|[-:|]+\n((?:\|.*\n)+)", README, re.M)
    assert found, f"README.md has no table whose head begins with: {heading}"
    return [[cell.strip() for cell in row.strip("|").split("|")]
            for rows in found for row in rows.splitlines()]


def blocks(language):
    """Return the fenced blocks that are marked with this language, or with none."""
    marked = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for mark, text in marked if mark == language]


def to_python(equation):
    """Return an equation as a line of Python."""
    for old, new in ((r"(\w+) ← \1 − ", r"\1 -= "), (r"∂(\w+)/∂(\w+)", r"d_\1_d_\2"),
                     (r"Σ\[(.+)\]", r"sum(\1 for y_true, y_pred in pairs)"), ("e\\^", "exp"),
                     ("σ′", "deriv_sigmoid"), ("σ", "sigmoid"), (r"\bln\b", "log"),
                     ("×", "*"), ("−", "-"), ("²", " ** 2")):
        equation = re.sub(old, new, equation)
    return equation.translate(str.maketrans("₁₂₃₄₅₆", "123456"))


EQUATIONS = {int(number): to_python(equation) for number, equation, _ in table("no. | equation")}


def run_equations(numbers, values, skip=""):
    """Run these equations of the README in order, on these values; leave out one left side."""
    values = dict({"exp": math.exp}, **values)
    for number in numbers:
        if not EQUATIONS[number].startswith(f"{skip} ="):
            exec(re.sub(r"^(\w+)\(x\) =", r"\1 = lambda x:", EQUATIONS[number]), values)
    return values


def forward(values, skip=""):
    """Return all names from the inputs to the loss of one sample, by the README's equations."""
    values = run_equations([1, *range(4, 10)], values, skip)
    pairs = [(values["y_true"], values["y_pred"])]
    return run_equations([3], dict(values, pairs=pairs, n=1))


def derivative(of, quantity, values):
    """Return it by a complex step through the README's equations from forward to loss."""
    moved = dict(forward(values), exp=cmath.exp)
    moved[quantity] += 1e-30j
    return forward(moved, skip=quantity)[of].imag / 1e-30


def random_values(seed):
    """Return parameters, a sample and a learning rate."""
    uniform = random.Random(seed).uniform
    values = {name: uniform(-2, 2) for name in NAMES + ["x1", "x2"]}
    return dict(values, y_true=uniform(0, 1), learning_rate=uniform(0.1, 2))


def test_every_equation_is_the_line_with_its_number():
    numbered = re.findall(r"^ *(.+?)  # \((\d+)\)$", MODULE, re.MULTILINE)
    shown = [(line.strip("`"), number) for number, _, line in table("no. | equation")]
    assert shown == numbered and list(EQUATIONS) == list(range(1, 25))
    for line, number in numbered:
        equation, line = EQUATIONS[int(number)], line.replace("self.", "")
        if line.startswith("return "):  # what a function returns, and what it is called
            equation, line = equation.split(" = ")[1], line[7:]
        assert ast.dump(ast.parse(equation)) == ast.dump(ast.parse(line)), number
    assert [EQUATIONS[number].split(" = ")[0] for number in (1, 2, 3)] == [
        "sigmoid(x)", "deriv_sigmoid(x)", "L"]


def test_the_equations_give_the_derivatives_and_the_steps():
    for seed in range(10):
        start = random_values(seed)
        end = run_equations(range(10, 25), forward(start))
        for number in range(10, 16):
            name = EQUATIONS[number].split(" = ")[0]
            exact = derivative("L", name.replace("d_L_d_", ""), start)
            assert end[name] == pytest.approx(exact, rel=1e-9), number
        for name in NAMES:
            exact = start[name] - start["learning_rate"] * derivative("L", name, start)
            assert end[name] == pytest.approx(exact, rel=1e-9), name


def test_every_line_of_a_derivation_is_the_derivative():
    loss = re.search(r"^\| ∂L/∂sum_o₁ for L = (.+?) \|", README, re.MULTILINE)[1]
    for x, y_true in itertools.product((-2.5, -0.3, 0.8, 3), (0, 0.3, 1)):
        real = dict(run_equations([1], {"x": x}), y_true=y_true, y_pred=sigmoid(x))
        y_pred = run_equations([1], {"exp": cmath.exp})["sigmoid"](x + 1e-30j)
        moved_loss = eval(to_python(loss), {"log": cmath.log, "y_true": y_true, "y_pred": y_pred})
        for heading, moved in (("σ′(x)", y_pred), ("∂L/∂sum_o₁ for L", moved_loss)):
            for formula, _ in table(heading):
                value = eval(to_python(formula).lstrip("= "), real)
                assert value == pytest.approx(moved.imag / 1e-30, rel=1e-9), formula


def test_the_chain_written_out_whole_is_true():
    whole, chain = re.search("^(∂.+) = (.+)$", README, re.MULTILINE).groups()
    for seed in range(5):
        product = 1
        for factor in chain.split(" × "):
            product *= derivative(*to_python(factor)[2:].split("_d_"), random_values(seed))
        exact = derivative(*to_python(whole)[2:].split("_d_"), random_values(seed))
        assert product == pytest.approx(exact, rel=1e-9)


def test_the_step_by_hand_is_every_equation_in_numbers():
    setting = next(block for block in blocks("python") if ".step(-2, -1," in block)
    names = {"NeuralNetwork": NeuralNetwork}
    exec("\n".join(line[4:] for line in setting.splitlines()[:3]), names)
    values = dict(zip(NAMES, names["alice"].parameters()), n=1, learning_rate=0.1)
    assert len(set(values[name] for name in NAMES)) == 9
    (values["x1"], values["x2"]), values["y_true"] = DATA[0], LABELS[0]

    def shown(value):
        return f"{value:.4f}".rstrip("0").rstrip(".").replace("-", "−")

    def put_in(name):
        value = shown(values[to_python(name[0])])
        return f"({value})" if value[0] == "−" else value

    equations = {number: equation for number, equation, _ in table("no. | equation")}
    order = []
    for number, quantity, formula, value in table("no. | quantity"):
        order.append(int(number))
        left, right = re.split(" = | ← ", equations[number])
        if number == "3":
            right = "(y_true − y_pred)²"  # n is 1
        numbers = re.sub(r"∂\w+/∂\w+|[a-z]\w*", put_in, right).replace(" × ", "×")
        values = run_equations([1, int(number)], dict(values, pairs=[(1, values.get("y_pred"))]))
        assert formula == re.sub(r"σ\(\((.+?)\)\)", r"σ(\1)", numbers)
        assert (quantity, value) == (left, shown(values[to_python(left)]))
    assert order == [*range(4, 10), 3, *range(10, 25), *range(4, 10), 3]


# The README: everything else that it shows.

def test_the_readme_shows_what_the_program_prints():
    command, output = blocks("")[:2]
    assert command == "python neural_net.py\n"
    head, tail = output.split("...\n")
    assert run()[1].startswith(head) and run()[1].endswith(tail)


def test_the_readme_says_how_long_the_module_and_its_parts_are():
    assert f"{len(MODULE.splitlines())} lines long" in README
    assert f"the {len(EQUATIONS)} equations" in README
    parts = dict(vars(neural_net), **vars(NeuralNetwork))
    for name, lines in re.findall(r"`(\w+)` \((\d+)[ )]", README):
        assert inspect.getsource(parts[name]).count("\n") == int(lines), name


def test_the_graph_of_the_sigmoid_shows_its_values():
    [graph] = [block for block in blocks("") if "σ(x)" in block]
    for x, value, bar in re.findall(r"^ *(\S+) +(\d\S+) *(#*)$", graph, re.MULTILINE):
        y = sigmoid(float(x))
        assert (value, len(bar)) == (f"{y:.3f}", round(20 * y))


def test_the_people_and_what_is_subtracted_are_those_of_the_module():
    subtracted = re.search(r"# \(pounds - (\d+), inches - (\d+)\)", MODULE).groups()
    people = table("name | x₁ = pounds − %s | x₂ = inches − %s | y_true" % subtracted)
    assert [(name, (int(x1), int(x2)), int(y)) for name, x1, x2, y in people] == PEOPLE


def test_the_picture_shows_the_arrows_and_biases_of_the_equations():
    arrows, neurons, picture = set(), set(), to_python(blocks("mermaid")[0])
    for number, neuron in ((4, "h1"), (6, "h2"), (8, "o1")):
        *products, bias = EQUATIONS[number].split(" = ")[1].split(" + ")
        arrows.update((*product.split("*"), neuron) for product in products)
        neurons.add((neuron, neuron, bias))
    drawn = re.findall(r'(\w+)(?:\(\(\S+\)\))? -- "(\w+)" --> (\w+)', picture)
    assert {(weight, source, neuron) for source, weight, neuron in drawn} == arrows
    assert set(re.findall(r'(\w+)\(\("(\w+)<br>(\w+)"\)\)', picture)) == neurons
    assert re.findall(r"(\w+)\(\((\w+)\)\)", picture) == [("x1", "x1"), ("x2", "x2")]


def test_the_parameters_are_those_before_and_after_training():
    network = NeuralNetwork(seed=0)
    before = network.parameters()
    network.train(DATA, LABELS)
    rows = zip(table("parameter | before"), NAMES, before, network.parameters())
    for row, name, start, end in rows:
        assert [to_python(row[0]), *row[1:]] == [name, f"{start:.3f}", f"{end:.3f}"]


def test_the_class_runs_alone_with_the_sigmoid_and_two_imports():
    imports = "".join(re.findall("^from .*\n", MODULE, re.MULTILINE))
    network_alone = inspect.getsource(NeuralNetwork).split("    def train(")[0]
    names = {}
    exec(imports + inspect.getsource(sigmoid) + network_alone, names)
    network, same = names["NeuralNetwork"](seed=0), NeuralNetwork(seed=0)
    for (x1, x2), y_true in zip(DATA, LABELS):
        network.step(x1, x2, y_true, learning_rate=0.1)
    same.train(DATA, LABELS, epochs=1)
    assert [getattr(network, name) for name in NAMES] == list(same.parameters())


@pytest.mark.parametrize("session", blocks("python"), ids=lambda text: text[:30])
def test_a_session_prints_what_it_shows(session):
    first, report = blocks("python")[0], []  # the first session has the imports
    text = first if session == first else first + session
    examples = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(examples, out=report.append)
    assert not report, "".join(report)


def test_the_matrix_equations_are_the_numbered_ones_entry_by_entry():
    values = run_equations(range(10, 16), forward(random_values(6)))
    for k, products in (("1", ["w1*x1 + w2*x2", "w5"]), ("2", ["w3*x1 + w4*x2", "w6"])):
        names = [("W⁽¹⁾x", products[0]), ("W⁽²⁾ᵀδ⁽²⁾", f"{products[1]} * d_L_d_sum_o1"),
                 ("W⁽²⁾h", "w5*h1 + w6*h2"), ("b⁽¹⁾", f"b{k}"), ("b⁽²⁾", "b3"), (r"\bh\b", f"h{k}"),
                 ("δ⁽¹⁾", f"d_L_d_sum_h{k}"), ("δ⁽²⁾", "d_L_d_sum_o1"), (r"\by\b", "y_pred"),
                 ("⊙", "*"), (r"(2|h\d|y_pred)\(", r"\1 * (")]
        for _, shape, formula, numbers in table("pass"):
            for old, new in names:
                formula = re.sub(old, new, formula)
            left, right = to_python(formula).split(" = ")
            assert eval(right, dict(values)) == pytest.approx(values[left]), formula
            first, last = re.findall(r"\d+", numbers)
            lefts = [EQUATIONS[n].split(" = ")[0] for n in range(int(first), int(last) + 1)]
            assert left in lefts and shape == f"{2 - ('o1' in ''.join(lefts))} × 1"


def test_every_link_within_the_readme_leads_somewhere():
    headings = [re.sub(r"[^\w -]", "", line).lower().replace(" ", "-")
                for line in re.findall(r"^#+ (.+)$", README, re.MULTILINE)]
    places = re.findall(r"\]\(#(.+?)\)", README)
    assert places and set(places) <= set(headings)
    assert all((HERE / name).exists() for name in re.findall(r"\]\(([^#):]+)\)", README))


def test_ci_runs_the_test_command_of_the_readme():
    [command] = [block for block in blocks("") if "pytest" in block]
    assert f"\n{command}" in (HERE / ".ci" / "run").read_text()


# The README: its variations.

VARIATIONS = dict(re.findall(r"<summary>([^<]+)</summary>[^<]*?```diff\n([^`]+)```", README))


def apply_diff(diff):
    """Return the module's text with its "-" lines replaced by the "+" lines, place by place."""
    text = "\n" + MODULE
    for place in diff.strip().split("\n\n"):
        lines = [(line[0], line[1:] + "\n") for line in place.splitlines()]
        old = "\n" + "".join(line for sign, line in lines if sign != "+")
        new = "\n" + "".join(line for sign, line in lines if sign != "-")
        assert text.count(old) == 1, f"the module has {text.count(old)} times:{old}"
        text = text.replace(old, new)
    return text[1:]


def load(title):
    """Return the names of the module that this variation makes, its loss among them."""
    text, names = apply_diff(VARIATIONS[title]), {"__name__": "variation"}
    exec(compile(text, title, "exec"), names)
    names["loss"] = names[re.search(r"def (\w+)\(all_y_trues, all_y_preds\)", text)[1]]
    return names


def results(module, marks, seeds):
    """Return the losses of seed 0 after these epochs, and how many of the seeds learn XOR."""
    network, done, row = module["NeuralNetwork"](seed=0), 0, []
    for epochs in marks:
        network.train(DATA, LABELS, epochs=epochs - done)
        done = epochs
        row.append(f"{module['loss'](LABELS, map(network.feedforward, DATA)):.4f}")
    learned = 0
    for seed in range(seeds):
        network = module["NeuralNetwork"](seed)
        network.train(CORNERS, XOR, learning_rate=0.5, epochs=5000)
        learned += mse_loss(XOR, map(network.feedforward, CORNERS)) < 0.02
    return row + [str(learned)]


@pytest.mark.parametrize("title", ["as it is", *VARIATIONS])
def test_the_table_of_variations_shows_their_results(title):
    marks = re.search(r"^\| variation \| (\d+) \| (\d+) \| (\d+) \| XOR \|", README, re.M).groups()
    seeds = int(re.search(r"first (\d+) seeds learn XOR", README)[1])
    shown = [row[1:] for row in table("variation") if row[0].lower() in title.lower()]
    assert len(shown) == 1, f"the table of variations has {len(shown)} rows for: {title}"
    module = dict(vars(neural_net), loss=mse_loss) if title == "as it is" else load(title)
    assert results(module, map(int, marks), seeds) == shown[0]


@pytest.mark.parametrize("title", VARIATIONS)
def test_a_variation_steps_along_the_central_differences_of_its_own_loss(title):
    module, uniform = load(title), random.Random(4).uniform
    for seed in range(3):
        network, expected = module["NeuralNetwork"](seed), []
        x, y_true = (uniform(-2, 2), uniform(-2, 2)), uniform(0, 1)
        before = {name: value for name, value in vars(network).items() if name[0] in "wb"}
        for name, value in before.items():
            losses = []
            for moved in (value + 1e-5, value - 1e-5):
                setattr(network, name, moved)
                losses.append(module["loss"]([y_true], [network.feedforward(x)]))
            setattr(network, name, value)
            expected.append((losses[0] - losses[1]) / 2e-5)
        network.train([x], [y_true], learning_rate=1, epochs=1)
        used = [value - getattr(network, name) for name, value in before.items()]
        assert used == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("title", VARIATIONS)
def test_a_variation_prints_its_losses_and_puts_all_parameters_back(title, capsys):
    module = load(title)
    module["main"](epochs=1)
    assert len(log(capsys.readouterr().out)) == 2
    network = module["NeuralNetwork"](seed=0)
    before = dict(vars(network))
    assert sorted(network.parameters()) == sorted(v for k, v in before.items() if k[0] in "wb")
    with pytest.raises(OverflowError):
        network.b3 = network.w5 = before["b3"] = before["w5"] = math.nan
        network.train(DATA, LABELS, epochs=1)
    assert [k for k, v in vars(network).items() if v != before[k]] == ["w5", "b3"]  # NaN != NaN


def test_a_batch_takes_one_step_along_the_mean_gradient():
    network = load("Update once per epoch (batch)")["NeuralNetwork"](seed=1)
    expected = network.parameters()
    for _ in range(2):
        gradients = zip(*[exact_gradient(expected, x, y_true) for x, y_true in zip(DATA, LABELS)])
        expected = [p - 0.7 * statistics.mean(slopes) for p, slopes in zip(expected, gradients)]
    network.train(DATA, LABELS, learning_rate=0.7, epochs=2)
    assert network.parameters() == pytest.approx(expected, rel=1e-9)


def test_shuffled_samples_come_in_every_order_each_once_per_epoch():
    module, seen = load("Shuffle the samples in every epoch"), set()
    samples = [((1, 2), 1), ((-1, 1), 0), ((0, -2), 1)]
    for seed in range(40):
        network = module["NeuralNetwork"](seed)
        start = network.parameters()
        network.train(*zip(*samples), epochs=1)
        seen.update(order for order in itertools.permutations(samples)
                    if network.parameters() == pytest.approx(exact_descent(start, order, 0.1)))
    assert len(seen) == 6
