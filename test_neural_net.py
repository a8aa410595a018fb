"""neural_net.py against something independent, and README.md against neural_net.py."""

import ast
import cmath
import ctypes
import decimal
import doctest
import fractions
import inspect
import math
import os
import pathlib
import random
import re
import runpy
import subprocess
import sys

import pytest

import neural_net
from neural_net import NEW_PEOPLE, PEOPLE, NeuralNetwork, deriv_sigmoid, mse_loss, sigmoid

HERE = pathlib.Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
MODULE = (HERE / "neural_net.py").read_text(encoding="utf-8")
NAMES = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
_, DATA, LABELS = zip(*PEOPLE)


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
    assert mse_loss([1e154], [0]) == pytest.approx(1e308)
    for y_true, y_pred in (([1.4e154], [0]), ([1e308], [-1e308]), ([1e154, 1e154], [0, 0])):
        assert mse_loss(y_true, y_pred) == math.inf


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


def test_a_network_starts_with_nine_draws_from_the_normal_distribution():
    draws = [NeuralNetwork(seed).parameters() for seed in range(1000)]
    assert all(abs(sum(column) / 1000) < 0.12 for column in zip(*draws))
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
    expected = network.parameters()
    for x, y_true in list(zip(DATA, LABELS)) * 3:
        gradient = exact_gradient(expected, x, y_true)
        expected = [p - 0.7 * slope for p, slope in zip(expected, gradient)]
    network.train(DATA, LABELS, learning_rate=0.7, epochs=3)
    assert network.parameters() == pytest.approx(expected, rel=1e-9)
    for epochs in (0, 1, 2):
        again.train(DATA, LABELS, learning_rate=0.7, epochs=epochs)
    assert again.parameters() == network.parameters()
    network.train(DATA, LABELS)
    again.train(DATA, LABELS, 0.1, 1000)
    assert again.parameters() == network.parameters()


def test_any_sequence_or_iterator_of_numbers_will_do():
    long = fractions.Fraction(10 ** 5000 + 1, 10 ** 5000)  # 1.0 as a float, too long to print
    bare = (ctypes.c_double * 2 * 4)(*DATA)  # has a length and items, and nothing else
    expected = NeuralNetwork(seed=0)
    expected.train(DATA, LABELS, epochs=10)
    for data, labels, learning_rate in (
            (iter(DATA), [True, False, 0.0, long], fractions.Fraction(1, 10)),
            (bare, (ctypes.c_int * 4)(*LABELS), decimal.Decimal("0.1")),
            ([map(decimal.Decimal, x) for x in DATA], map(fractions.Fraction, LABELS), 0.1)):
        network = NeuralNetwork(seed=0)
        network.train(data, labels, learning_rate, epochs=10)
        assert network.parameters() == expected.parameters()
        assert {type(value) for value in network.parameters()} == {float}
    assert network.feedforward(bare[1]) == network.feedforward(iter(DATA[1]))


def test_the_class_runs_alone_with_the_sigmoid_and_two_imports():
    names, imports = {}, "".join(re.findall("^from .*\n", MODULE, re.MULTILINE))
    network_alone = inspect.getsource(NeuralNetwork).split("    def train(")[0]
    exec(imports + inspect.getsource(sigmoid) + network_alone, names)
    network, same = names["NeuralNetwork"](seed=0), NeuralNetwork(seed=0)
    for (x1, x2), y_true in zip(DATA, LABELS):
        network.step(x1, x2, y_true, learning_rate=0.1)
    same.train(DATA, LABELS, epochs=1)
    assert [getattr(network, name) for name in NAMES] == list(same.parameters())


GOOD = {"data": DATA, "all_y_trues": LABELS, "learning_rate": 0.1, "epochs": 2}
NAN, INF, TINY = math.nan, math.inf, decimal.Decimal("1e-400")
BAD = [("data", [x, *DATA[1:]], error) for x, error in (
    ((3,), ValueError), ((7, 8, 9), ValueError), ((5, NAN), ValueError), ((-INF, 6), ValueError),
    ((10 ** 400, 6), (ValueError, OverflowError)), ((7, 8j), TypeError), ("78", TypeError),
    (1, TypeError))]
BAD += [("all_y_trues", [y, 0, 0, 1], error) for y, error in (
    (1.01, ValueError), (-0.01, ValueError), (NAN, ValueError), ("1", TypeError),
    (decimal.Decimal("sNaN"), ValueError))]
BAD += [("learning_rate", rate, ValueError) for rate in (0, -0.1, TINY, INF)]
BAD += [("data", [], ValueError), ("data", 5, TypeError), ("all_y_trues", [1, 0, 0], ValueError),
        ("learning_rate", "0.1", TypeError), ("epochs", -1, ValueError),
        ("epochs", 1.5, TypeError), ("epochs", "10", TypeError)]


@pytest.mark.parametrize("name, value, error", BAD)
def test_bad_training_input_raises_an_error_and_changes_nothing(name, value, error):
    network = NeuralNetwork(seed=0)
    before = network.parameters()
    with pytest.raises(error):
        network.train(**dict(GOOD, **{name: value}))
    assert network.parameters() == before
    network.train(**dict(GOOD, learning_rate=5e-324))  # the smallest that is allowed
    network.train(**GOOD)  # what was changed is all that was wrong
    assert network.parameters() != before


def test_bad_input_to_feedforward_and_mse_loss_raises_an_error():
    for x, error in (((1,), ValueError), ((1, 2, 3), ValueError), ((1, NAN), ValueError),
                     ((INF, 1), ValueError), ("12", TypeError), (1, TypeError)):
        with pytest.raises(error):
            NeuralNetwork(seed=0).feedforward(x)
    for y_true, y_pred, error in (
            ([], [], ValueError), ([1, 0], [1], ValueError), ([1], [1, 0], ValueError),
            ([NAN], [1], ValueError), ([1], [INF], ValueError), ([1], ["1"], TypeError)):
        with pytest.raises(error):
            mse_loss(y_true, y_pred)


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
        def step(self, *sample):
            super().step(*sample)
            raise error

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
    rows = re.findall(r"^Epoch (\d+) loss: (\d\.\d{3}) *(#*)$", output, re.MULTILINE)
    return [(int(epoch), loss, len(bar)) for epoch, loss, bar in rows]


def test_the_program_prints_the_loss_as_a_picture_and_everybody_in_a_table():
    status, output, errors = run()
    assert (status, errors) == (0, "")
    assert [epoch for epoch, _, _ in log(output)] == list(range(0, 1001, 10))
    scale = float(re.search("Each # is (.+) of the loss", output)[1])
    assert all(abs(float(loss) - scale * bar) < 0.53 * scale for _, loss, bar in log(output))
    assert " \n" not in output
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
    for epochs, rows in (("0", [0]), ("7", range(8)), ("250", [5 * i // 2 for i in range(101)])):
        status, output, errors = run("--epochs", epochs, "--seed", "3", "--learning-rate", "0.5")
        assert (status, errors) == (0, "") and [row[0] for row in log(output)] == list(rows)
    network = NeuralNetwork(seed=3)
    network.train(DATA, LABELS, learning_rate=0.5, epochs=250)
    loss = mse_loss(LABELS, map(network.feedforward, DATA))
    assert log(output)[-1][1] == f"{loss:.3f}"
    defaults = dict(re.findall(r"(--[\w-]+) [A-Z_]+\s+.+ \(default: (.+)\)", run("--help")[1]))
    assert list(defaults) == ["--learning-rate", "--epochs", "--seed"]
    assert run(*(word for pair in defaults.items() for word in pair)) == run()


@pytest.mark.parametrize("words, named", [
    ("--epochs -5", "-5"), ("--epochs 1.5", "1.5"), ("--learning-rate 0", "learning_rate 0"),
    ("--learning-rate big", "big"), ("--learning-rate nan", "nan"), ("--seed one", "one"),
    ("--layers 3", "--layers")])
def test_a_bad_option_gets_the_usage_one_line_that_names_it_and_status_2(words, named):
    status, output, errors = run(*words.split())
    assert (status, output) == (2, "")
    assert re.fullmatch(rf"usage: .*\nneural_net\.py: error: .*{named}.*\n", errors)


@pytest.mark.parametrize("words", [[], ["--epochs=5"]])
def test_ctrl_c_ends_the_program_with_status_130(words, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.print", interrupted)
    monkeypatch.setattr("sys.argv", ["neural_net.py", *words])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(HERE / "neural_net.py"), run_name="__main__")
    assert ended.value.code == 130


# The README: its tables, blocks and equations.
def table(heading):
    """Return the rows, each a list of cells, of all tables whose head begins like this."""
    found = re.findall(rf"^\| {re.escape(heading)}.*\n\|[-:|]+\n((?:\|.*\n)+)", README, re.M)
    assert found, f"README.md has no table whose head begins with: {heading}"
    return [[cell.strip() for cell in row.strip("|").split("|")]
            for rows in found for row in rows.splitlines()]


def blocks(language, holding=""):
    """Return the fenced blocks that are marked with this language, or none, and hold a text."""
    marked = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    found = [text for mark, text in marked if mark == language and holding in text]
    assert found, f"README.md has no {language} block with: {holding}"
    return found


def to_python(equation):
    """Return an equation as a line of Python."""
    for old, new in ((r"(\w+) ← \1 − ", r"\1 -= "), (r"∂(\w+)/∂(\w+)", r"d_\1_d_\2"),
                     (r"Σ\[(.+)\]", r"sum(\1 for y_true, y_pred in pairs)"), (r"e\^", "exp"),
                     ("σ′", "deriv_sigmoid"), ("σ", "sigmoid"), (r"\bln\b", "log"),
                     ("×", "*"), ("−", "-"), ("²", " ** 2")):
        equation = re.sub(old, new, equation)
    return equation.translate(str.maketrans("₁₂₃₄₅₆", "123456"))


EQUATIONS = {int(number): to_python(equation) for number, equation, _ in table("no. | equation")}
RANDOM = [dict(zip(NAMES, NeuralNetwork(seed).parameters()), x1=0.7, x2=-1.3, y_true=0.2,
               learning_rate=0.6) for seed in range(9)]


def run_equations(numbers, values, skip=""):
    """Run these equations in order, but the one for skip; return the values of all names."""
    values = dict({"exp": math.exp}, **values)
    for number in numbers:
        if not EQUATIONS[number].startswith(f"{skip} ="):
            exec(re.sub(r"^(\w+)\(x\) =", r"\1 = lambda x:", EQUATIONS[number]), values)
    return values


def forward(values, skip=""):
    """Run the equations from the inputs of one sample to its loss."""
    values = run_equations([1, *range(4, 10)], values, skip)
    return run_equations([3], dict(values, pairs=[(values["y_true"], values["y_pred"])], n=1))


def derivative(name, values):
    """Return the value of a name like d_L_d_w1, by a complex step through the equations."""
    of, quantity = name[2:].split("_d_")
    moved = dict(forward(values), exp=cmath.exp)
    moved[quantity] += 1e-30j
    return forward(moved, skip=quantity)[of].imag / 1e-30


def test_every_equation_is_the_line_with_its_number():
    numbered = re.findall(r"^ *(.+?)  # \((\d+)\)$", MODULE, re.MULTILINE)
    shown = [(line.strip("`"), number) for number, _, line in table("no. | equation")]
    assert shown == numbered and list(EQUATIONS) == list(range(1, 25))
    for line, number in numbered:
        equation, line = EQUATIONS[int(number)], line.replace("self.", "")
        if line.startswith("return "):  # the left side is what the function is called
            equation, line = equation.split(" = ")[1], line[7:]
        assert ast.dump(ast.parse(equation)) == ast.dump(ast.parse(line)), number


def test_the_equations_give_the_derivatives_and_the_updates():
    for start in RANDOM:
        end = run_equations(range(10, 25), forward(start))
        for name in (EQUATIONS[number].split(" = ")[0] for number in range(10, 16)):
            assert end[name] == pytest.approx(derivative(name, start), rel=1e-9), name
        for name in NAMES:
            update = start["learning_rate"] * derivative(f"d_L_d_{name}", start)
            assert end[name] == pytest.approx(start[name] - update, rel=1e-9), name


def test_the_chain_written_out_whole_is_true():
    whole, chain = to_python(re.search("^∂.+ = .+$", README, re.MULTILINE)[0]).split(" = ")
    for values in RANDOM:
        slopes = {name: derivative(name, values) for name in [whole, *re.findall(r"d_\w+", chain)]}
        assert eval(chain, slopes) == pytest.approx(slopes[whole])


@pytest.mark.parametrize("x, y_true", [(-2.5, 0), (-0.3, 1), (0.8, 0.3), (3, 0), (3, 1)])
def test_every_line_of_a_derivation_is_the_derivative(x, y_true):
    loss = re.search(r"^\| ∂L/∂sum_o₁ for L = (.+?) \|", README, re.MULTILINE)[1]
    values = dict(run_equations([1], {"x": x}), y_true=y_true, y_pred=sigmoid(x))
    moved = run_equations([1], {"exp": cmath.exp})["sigmoid"](x + 1e-30j)
    moved_loss = eval(to_python(loss), {"log": cmath.log, "y_true": y_true, "y_pred": moved})
    for heading, result in (("σ′(x)", moved), ("∂L/∂sum_o₁ for L", moved_loss)):
        for formula, _ in table(heading):
            value = eval(to_python(formula).lstrip("= "), values)
            assert value == pytest.approx(result.imag / 1e-30, rel=1e-9), formula


def test_the_step_by_hand_is_every_equation_in_numbers():
    values = dict(zip(NAMES, (3, 2, -3, 5, -4, -5, 7, 1, 4)), n=1, learning_rate=0.1)
    (values["x1"], values["x2"]), values["y_true"] = DATA[0], LABELS[0]
    rights = {number: re.split(" = | ← ", equation)[1]
              for number, equation, _ in table("no. | equation")}
    rights["3"] = "(y_true − y_pred)²"  # as n is 1

    def shown(name):
        return f"{values[to_python(name)]:.4f}".rstrip("0").rstrip(".").replace("-", "−")
    for number, quantity, formula, value in table("no. | quantity"):
        numbers = re.sub(r"∂\w+/∂\w+|[a-z]\w*", lambda name: shown(name[0]), rights[number])
        assert re.sub("[() ]", "", formula) == re.sub("[() ]", "", numbers), (number, quantity)
        values = run_equations([1, int(number)], dict(values, pairs=[(1, values.get("y_pred"))]))
        assert value == shown(quantity), (number, quantity)
    assert [int(number) for number, *_ in table("no. | quantity")] == [
        *range(4, 10), 3, *range(10, 25), *range(4, 10), 3]


def test_the_readme_shows_what_the_program_prints():
    command, output = blocks("")[:2]
    assert command == "python neural_net.py\n"
    head, tail = output.split("...\n")
    assert run()[1].startswith(head) and run()[1].endswith(tail)


def test_the_readme_says_how_long_the_module_and_its_parts_are():
    assert f"{len(MODULE.splitlines())} lines long" in README
    assert f"the {len(EQUATIONS)} equations" in README
    for name, lines in re.findall(r"`(\w+)` \((\d+)[ )]", README):
        part = getattr(NeuralNetwork, name, None) or getattr(neural_net, name)
        assert inspect.getsource(part).count("\n") == int(lines), name


def test_the_graph_of_the_sigmoid_shows_its_values():
    [graph] = blocks("", holding="σ(x)")
    for row in graph.splitlines()[1:]:
        x, value, bar = (row.split() + [""])[:3]
        assert (value, len(bar)) == (f"{sigmoid(float(x)):.3f}", round(20 * sigmoid(float(x))))


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
    drawn = re.findall(r'^ +(\w+)\S* -- "(\w+)" --> (\w+)', picture, re.MULTILINE)
    assert {(weight, source, neuron) for source, weight, neuron in drawn} == arrows
    assert set(re.findall(r'(\w+)\(\["(\w+), bias (\w+)"\]\)', picture)) == neurons
    assert "x1((x1))" in picture and "x2((x2))" in picture and "o1 --> y_pred" in picture


def test_the_parameters_are_those_before_and_after_training():
    network = NeuralNetwork(seed=0)
    before = network.parameters()
    network.train(DATA, LABELS)
    rows = [(to_python(name), float(a), float(b)) for name, a, b in table("parameter | before")]
    assert rows == [(name, round(a, 3), round(b, 3))
                    for name, a, b in zip(NAMES, before, network.parameters())]


@pytest.mark.parametrize("session", blocks("python"), ids=lambda text: text[:30])
def test_a_session_prints_what_it_shows(session):
    text, report = blocks("python")[0] + session, []  # the first session has the imports
    examples = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, 0)
    doctest.DocTestRunner().run(examples, out=report.append)
    assert not report, "".join(report)


def test_the_matrix_equations_are_the_numbered_ones_entry_by_entry():
    values = run_equations(range(10, 16), forward(RANDOM[6]))
    second = (("W⁽¹⁾x", "w3*x1 + w4*x2"), ("W⁽²⁾ᵀδ⁽²⁾", "w6 * d_L_d_sum_o1"), ("b⁽¹⁾", "b2"),
              ("W⁽²⁾h", "w5*h1 + w6*h2"), (r"\bh\b", "h2"), (r"\by\b", "y_pred"), ("b⁽²⁾", "b3"),
              ("δ⁽¹⁾", "d_L_d_sum_h2"), ("δ⁽²⁾", "d_L_d_sum_o1"), ("⊙", "*"),
              (r"(2|h2|y_pred)\(", r"\1 * ("))  # the second entry of each column with two
    done = 3
    for _, shape, formula, numbers in table("pass"):
        for old, new in second:
            formula = re.sub(old, new, formula)
        left, right = to_python(formula).split(" = ")
        assert eval(right, dict(values)) == pytest.approx(values[left]), formula
        first, last = map(int, numbers.split(" to "))
        assert first == done + 1 and EQUATIONS[last].startswith(f"{left} =")
        done = last
        assert shape == f"{2 if 'h2' in left else 1} × 1"


def test_every_link_within_the_readme_leads_somewhere():
    headings = [re.sub(r"[^\w -]", "", line).lower().replace(" ", "-")
                for line in re.findall(r"^#+ (.+)$", README, re.MULTILINE)]
    places = re.findall(r"\]\(#(.+?)\)", README) + re.findall(r"\]\(([^#):]+)\)", README)
    assert all(place in headings or (HERE / place).exists() for place in places)


def test_ci_runs_the_test_command_of_the_readme():
    [command] = blocks("", holding="pytest")
    assert f"\n{command}" in (HERE / ".ci" / "run").read_text()


VARIATIONS = dict(re.findall(r"<summary>([^<]+)</summary>[^<]*?```diff\n([^`]+)```", README))


def apply_diff(diff):
    """Return the module's text with its "-" lines replaced by the "+" lines, place by place."""
    text = "\n" + MODULE
    for place in re.split(r"(?<=\n)\n", diff):
        lines = place.splitlines(keepends=True)
        old, new = ("\n" + "".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
        assert text.count(old) == 1, f"the module has {text.count(old)} times:{old}"
        text = text.replace(old, new)
    return text[1:]


def load(title):
    """Return the names of the module that this variation makes, its loss among them."""
    text = apply_diff(VARIATIONS[title]) if title in VARIATIONS else MODULE
    names = {"__name__": "variation"}
    exec(compile(text, title, "exec"), names)
    names["loss"] = names[re.search(r"def (\w+)\(all_y_trues, all_y_preds\)", text)[1]]
    return names


@pytest.mark.parametrize("title", ["as it is", *VARIATIONS])
def test_a_variation_runs_and_the_table_shows_its_results(title):
    module, losses, learned, done = load(title), [], 0, 0
    module["main"](epochs=1)
    assert 0 < module["loss"]([0, 1], [1, 0]) < math.inf
    marks = re.search(r"^\| variation \| (\d+) \| (\d+) \| (\d+) \| XOR \|", README, re.M).groups()
    network = module["NeuralNetwork"](seed=0)
    for epochs in map(int, marks):
        network.train(DATA, LABELS, epochs=epochs - done)
        done = epochs
        losses.append(f"{module['loss'](LABELS, map(network.feedforward, DATA)):.6f}")
    corners, xor = [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0]
    for seed in range(int(re.search(r"first (\d+) seeds learn XOR", README)[1])):
        network = module["NeuralNetwork"](seed)
        network.train(corners, xor, learning_rate=0.5, epochs=5000)
        learned += mse_loss(xor, map(network.feedforward, corners)) < 0.02
    rows = [row[1:] for row in table("variation") if row[0].lower() in title.lower()]
    assert len(rows) == 1, f"the table of variations has {len(rows)} rows for: {title}"
    assert rows[0] == losses + [str(learned)]


@pytest.mark.parametrize("title", VARIATIONS)
def test_a_variation_steps_along_the_central_differences_of_its_own_loss(title):
    module, uniform = load(title), random.Random(4).uniform
    for seed in range(3):
        network, expected = module["NeuralNetwork"](seed), []
        x, y_true = (uniform(-2, 2), uniform(-2, 2)), uniform(0, 1)
        before = {name: value for name, value in vars(network).items() if name[0] in "wb"}
        for name, value in before.items():
            losses = []
            for moved in (value + 1e-5, value - 1e-5, value):
                setattr(network, name, moved)
                losses.append(module["loss"]([y_true], [network.feedforward(x)]))
            expected.append((losses[0] - losses[1]) / 2e-5)
        network.train([x], [y_true], learning_rate=1, epochs=1)
        used = [value - getattr(network, name) for name, value in before.items()]
        assert used == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("title", VARIATIONS)
def test_a_variation_puts_all_parameters_back(title):
    network = load(title)["NeuralNetwork"](seed=0)
    before = dict(vars(network))
    assert sorted(network.parameters()) == sorted(v for k, v in before.items() if k[0] in "wb")
    network.b3 = math.nan  # spreads to every parameter
    with pytest.raises(OverflowError):
        network.train(DATA, LABELS)
    assert [name for name in before if getattr(network, name) != before[name]] == ["b3"]


@pytest.mark.parametrize("title", ["as it is", *VARIATIONS])
def test_the_formulas_of_the_docstring_give_the_prediction(title):
    module = load(title)
    formulas = "\n".join(re.findall(r"^    (\w+ += .+)$", module["__doc__"], re.MULTILINE))
    for network in map(module["NeuralNetwork"], range(9)):
        values = dict(module, **vars(network), x1=0.4, x2=-1.1)
        exec(formulas, values)
        assert values["y_pred"] == pytest.approx(network.feedforward((0.4, -1.1)))
