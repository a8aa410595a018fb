"""What neural_net.py promises, held against something independent; and the README, read and run."""

import array
import ast
import cmath
import decimal
import doctest
import fractions
import functools
import inspect
import itertools
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys

import pytest

import neural_net
from neural_net import NeuralNetwork, deriv_sigmoid, mse_loss, sigmoid

HERE = pathlib.Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
MODULE = (HERE / "neural_net.py").read_text(encoding="utf-8")
LINES = MODULE.splitlines()
NAMES = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
DATA, LABELS = [(-2, -1), (25, 6), (17, 4), (-15, -6)], [1, 0, 0, 1]


# The README's tables, blocks and equations.

def table(heading):
    """Return the rows, each a list of cells, of all tables whose first column has this heading."""
    found = re.findall(rf"^\| {heading} \|.*\n\|[-:|]+\n((?:\|.*\n)+)", README, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split("|")] for rows in found for row in rows.splitlines()]


def blocks(language=""):
    """Return the fenced blocks that are marked with this language, or with none."""
    marked = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for mark, text in marked if mark == language]


EQUATIONS = {int(number): equation for number, equation, _ in table("no.")}
DICTIONARY = [pair for left, right in table("in an equation")
              for pair in zip(re.findall("`(.+?)`", left), re.findall("`(.+?)`", right))]


def translated(equation):
    """Return an equation as Python, by the README's own dictionary, in which A and B are any name."""
    for left, right in DICTIONARY:
        pattern = re.escape(left).replace("A", r"(\w+)", 1).replace("A", r"\1").replace("B", r"(\w+)")
        if left in NAMES:
            pattern = rf"\b{left}\b"
        equation = re.sub(pattern, right.replace("A", r"\1").replace("B", r"\2"), equation)
    return equation


def plain(equation):
    """Return an equation as Python whose parameters belong to no network."""
    return translated(equation).replace("self.", "")


def evaluated(numbers, *given, **more):
    """Run the equations with these numbers, in order; return the values of all names, with those that are given."""
    values = {"exp": math.exp}
    for names in (*given, more):
        values.update(names)
    for number in numbers:
        exec(re.sub(r"^(\w+)\((\w+)\) =", r"\1 = lambda \2:", plain(EQUATIONS[number])), values)
    return values


def run(*arguments):
    """Run the program as a user would; return its exit status, output and error output, which are plain ASCII."""
    done = subprocess.run([sys.executable, str(HERE / "neural_net.py"), *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=dict(os.environ, PYTHONIOENCODING="ascii", COLUMNS="200"))
    return (done.returncode, *(text.decode("ascii").replace("\r\n", "\n") for text in (done.stdout, done.stderr)))


def rows(output):
    """Return what the log of a run says: a list of (epoch, loss as printed, length of the bar)."""
    log = re.findall(r"^Epoch (\d+) loss: (\d\.\d{3}) *(#*)$", output, re.MULTILINE)
    return [(int(epoch), loss, len(bar)) for epoch, loss, bar in log]


def test_every_equation_is_linked_to_its_line_and_every_numbered_line_to_its_equation():
    numbered = [re.fullmatch(r" *(.+?)  # \((\d+)\)", line) for line in LINES]
    in_module = [(match[2], match[1], str(place)) for place, match in enumerate(numbered, 1) if match]
    in_readme = [(number, *re.fullmatch(r"\[`(.+)`\]\(neural_net\.py#L(\d+)\)", line).groups())
                 for number, _, line in table("no.")]
    assert in_readme == in_module
    assert [int(number) for number, _, _ in in_readme] == list(range(1, 34))


def test_the_dictionary_turns_every_equation_into_its_line():
    functions = {"sigmoid(x)", "deriv_sigmoid(x)", "L"}  # what they give stands after return
    for number, equation, line in table("no."):
        left, right = re.fullmatch(r"(.+?) (-?= .+)", translated(equation)).groups()
        code = re.search("`(.+)`", line)[1]
        expected = right[2:] if left in functions else f"{left} {right}"
        assert ast.dump(ast.parse(expected)) == ast.dump(ast.parse(code.replace("return ", ""))), equation
        assert (left in functions) == code.startswith("return "), equation


def test_the_equations_run_and_give_what_the_module_gives():
    generator, close = random.Random(1), functools.partial(pytest.approx, abs=1e-12, rel=0)
    for _ in range(20):
        network = NeuralNetwork(seed=generator.random())
        start = {name: getattr(network, name) for name in NAMES}
        x1, x2, y_true = generator.uniform(-3, 3), generator.uniform(-3, 3), generator.random()
        learning_rate = generator.uniform(0.01, 2)
        found = evaluated([1, 2, *range(4, 34)], start, x1=x1, x2=x2, y_true=y_true, learning_rate=learning_rate)
        assert sigmoid(x1) == close(found["sigmoid"](x1))
        assert deriv_sigmoid(x1) == close(found["deriv_sigmoid"](x1))
        assert network.activations(x1, x2) == close([found["h1"], found["h2"], found["y_pred"]])
        assert network.feedforward((x1, x2)) == close(found["y_pred"])
        network.train([(x1, x2)], [y_true], learning_rate, epochs=1)
        assert [getattr(network, name) for name in NAMES] == close([found[name] for name in NAMES])
        y_true, y_pred = [[generator.gauss(0, 2) for _ in range(5)] for _ in range(2)]
        assert mse_loss(y_true, y_pred) == close(evaluated([3], y_true=y_true, y_pred=y_pred, n=5)["L"])


def test_a_network_that_is_built_from_the_readme_alone_learns_the_same():
    network = NeuralNetwork(seed=0)
    values = evaluated([1], zip(NAMES, network.parameters()), learning_rate=0.1)
    step = compile("\n".join(plain(EQUATIONS[number]) for number in range(4, 34)), "README.md", "exec")
    for _ in range(1000):
        for (values["x1"], values["x2"]), values["y_true"] in zip(DATA, LABELS):
            exec(step, values)
    network.train(DATA, LABELS, learning_rate=0.1, epochs=1000)
    assert [values[name] for name in NAMES] == pytest.approx(network.parameters(), rel=1e-9)


def test_the_equations_between_the_tables_hold():
    displayed = re.findall("^∂.* = .*$", README, re.MULTILINE)
    assert len(displayed) == 2
    network, x1, x2 = NeuralNetwork(seed=1), 0.3, -0.8
    start = {name: getattr(network, name) for name in NAMES}
    values = evaluated([1, 2, *range(4, 25)], start, x1=x1, x2=x2, y_true=1)
    values.update(zip([f"d_L_d_{name}" for name in NAMES], exact_gradient(network.parameters(), (x1, x2), 1)))
    for line in displayed:
        first, *others = [eval(plain(side), values) for side in line.split(" = ")]
        assert others and others == pytest.approx([first] * len(others), rel=1e-12), line


def test_the_readme_shows_what_the_program_prints():
    command, output = blocks()[:2]
    assert command == "python neural_net.py\n"
    head, tail = output.split("...\n")
    printed = run()[1]
    assert printed.startswith(head) and printed.endswith(tail)
    assert "Epoch 0 loss: 0.347 " in head and "\nEpoch 1000 loss: " in tail


def test_the_sentences_around_the_output_repeat_its_numbers():
    log = rows(run()[1])
    head, tail = [rows(part) for part in blocks()[1].split("...\n")]
    defaults = inspect.signature(NeuralNetwork.train).parameters
    rate, epochs = defaults["learning_rate"].default, defaults["epochs"].default
    for sentence in (f"with the rows from {head[-1][0] + 10} to {tail[0][0] - 10} left out here",
                     f"begins with nine random numbers and a loss of {log[0][1]}.",
                     f"It goes {log[-1][0]} times through",
                     f"The loss falls from {log[0][1]} to {log[-1][1]},",
                     f"the learning rate is {rate} and the epochs are {epochs}."):
        assert sentence in README


def test_the_readme_shows_the_data_the_parameters_and_the_picture():
    people = [(name, (int(x1), int(x2)), int(y_true)) for name, x1, x2, y_true in table("name")]
    assert "| name | x₁ | x₂ | label, y_true |" in README
    assert people == neural_net.PEOPLE == list(zip(["Alice", "Bob", "Charlie", "Diana"], DATA, LABELS))
    for name, x, _ in neural_net.STRANGERS:
        assert f"{name} {x}" in README
    network = NeuralNetwork(seed=0)
    start = network.parameters()
    epochs = int(re.search(r"^\| parameter \|.*after (\d+) epochs", README, re.MULTILINE)[1])
    network.train(DATA, LABELS, epochs=epochs)
    assert epochs == inspect.signature(network.train).parameters["epochs"].default
    named = [(plain(name), start, end) for name, _, start, end in table("parameter")]
    assert named == [(name, f"{a:.3f}", f"{b:.3f}") for name, a, b in zip(NAMES, start, network.parameters())]
    arrows, biases = set(), set()
    for number, neuron in ((4, "h₁"), (6, "h₂"), (8, "o₁")):
        *products, bias = EQUATIONS[number].split(" = ")[1].split(" + ")
        arrows.update((source, weight, neuron) for weight, source in (product.split("×") for product in products))
        biases.add((bias, f"the neuron {neuron}"))
    places = {(name, place) for name, place, _, _ in table("parameter")}
    assert places == biases | {(weight, f"the arrow {source} → {neuron}") for source, weight, neuron in arrows}
    picture = blocks("mermaid")[0]
    labels = dict(re.findall(r"(\w+)\(\((\w+)\)\)", picture))
    drawn = re.findall(r'^ +(\w+)(?:\(\(\w+\)\))? -- "(\w+)" --> (\w+)', picture, re.MULTILINE)
    assert sorted((labels[source], weight, labels[neuron]) for source, weight, neuron in drawn) == sorted(arrows)
    assert all(plain(label) == identifier for identifier, label in labels.items())
    assert picture.endswith(" o1 --> y_pred\n")


def test_one_step_by_hand_gives_every_equation_with_its_numbers():
    values = evaluated([1, 2], dict.fromkeys(NAMES[:6], 1), dict.fromkeys(NAMES[6:], 0), x1=-2, x2=-1, y_true=1, n=1)
    values["learning_rate"] = 0.1

    def shown(value):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace("-", "−")

    def put_in(name):
        value = shown(values[plain(name[0])]) if plain(name[0]) in values else name[0]
        return f"({value})" if value[0] == "−" else value

    order = []
    for number, name, formula, value in table("equation"):
        left, right = re.split(" = | ← ", EQUATIONS[int(number)])
        if name == "y_pred, after":
            values = evaluated(range(4, 9), values)
        values["x"] = values.get("sum_h1")
        numeric = re.sub(r"∂\w+/∂\w+|[a-z]\w*", put_in, right)
        assert formula == re.sub(r"σ\(\((.+?)\)\)", r"σ(\1)", numeric)
        lists = {"y_true": [values["y_true"]], "y_pred": [values.get("y_pred")]} if left == "L" else {}
        result = eval(plain(right), dict(values, **lists))
        assert (name.split(",")[0], value) == (left.replace("x", "sum_h₁") if "(x)" in left else left, shown(result))
        values[plain(left)] = result
        order.append(int(number))
    assert order == [4, 1, 2, *range(5, 10), 3, *range(10, 34), 9, 3]


def test_the_loss_curve_is_that_of_the_program():
    x_axis, y_axis, line = re.findall(r"^    (?:x-axis|y-axis|line) (.*)$", blocks("mermaid")[1], re.MULTILINE)
    second_rows = rows(run()[1])[::2]
    assert line == "[" + ", ".join(loss for _, loss, _ in second_rows) + "]"
    assert x_axis == f'"epoch" 0 --> {second_rows[-1][0]}'
    assert y_axis == f'"loss" 0 --> {math.ceil(20 * float(second_rows[0][1])) / 20}'  # the next twentieth


def test_the_matrices_hold_the_nine_numbers_in_order():
    in_rows = []
    for names, _, array_of_names, layer in table("here"):
        matrix = eval(array_of_names.strip("`"), {name: name for name in NAMES})
        flat = sum(matrix, []) if isinstance(matrix[0], list) else matrix
        assert flat == plain(names).split()
        in_rows += flat
        if "Linear" in layer:
            assert re.search(r"Linear\((\d+), (\d+)\)", layer).groups() == (str(len(matrix[0])), str(len(matrix)))
    assert sorted(in_rows) == sorted(NAMES)


def test_the_questions_are_as_many_as_their_headings_say():
    words = dict(zip(["four", "five", "six", "seven"], range(4, 8)))
    folded = re.findall(r"<summary>[^<]*: (\w+) questions\.</summary>\n(.*?)</details>", README, re.DOTALL)
    counts = [len(re.findall(r"^\*\*.+?\?\*\* \S", text, re.MULTILINE)) for _, text in folded]
    assert counts == [words[word] for word, _ in folded] and 20 <= sum(counts) <= 30


def test_the_timed_command_trains_the_network_of_the_table():
    [command] = [block for block in blocks() if "timeit" in block]
    assert command.startswith("python -m timeit ")
    setup, statement = re.findall('"(.+?)"', command)
    assert statement == f"NeuralNetwork(0).train({DATA}, {LABELS})"
    exec(f"{setup}\n{statement}", {})


def test_every_link_within_the_readme_leads_somewhere():
    headings = [re.sub(r"[^\w -]", "", line).lower().replace(" ", "-")
                for line in re.findall(r"^#+ (.+)$", README, re.MULTILINE)]
    places = re.findall(r"\]\(#(.+?)\)", README)
    assert places and set(places) <= set(headings)
    assert all((HERE / name).exists() for name in re.findall(r"\]\(([^#)]+)", README))


def test_the_readme_names_every_function_its_line_and_its_equations():
    defined = re.findall(r"^ *(?:def|class) (\w+)(.*(?:\n(?! *def | *class |\S).*)*)", MODULE, re.MULTILINE)
    named = table("in the module")
    assert len(named) == len(defined)
    for (link, meaning), (name, body) in zip(named, defined):
        place = int(re.fullmatch(rf"\[`{name}`\]\(neural_net\.py#L(\d+)\)", link)[1])
        assert re.match(rf" *(def|class) {name}\b", LINES[place - 1])
        held = re.findall(r"# \((\d+)\)$", body, re.MULTILINE)
        said = re.match(r"equations? (\d+)(?: to (\d+))?", meaning)
        assert held == ([str(n) for n in range(int(said[1]), int(said[2] or said[1]) + 1)] if said else []), name


def test_the_readme_sessions_give_what_they_show():
    for text in blocks("python"):
        report = []
        session = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, 0)
        doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL).run(session, out=report.append)
        assert session.examples and not report, "".join(report)
    defaults = inspect.signature(NeuralNetwork.train).parameters
    call = f"network.train({DATA}, {LABELS}, {defaults['learning_rate']}, {defaults['epochs']})\n"
    name, x, _ = neural_net.STRANGERS[0]
    assert f"{call}>>> round(network.feedforward({x}), 4)\n" in blocks("python")[0]


def test_ci_runs_the_test_command_of_the_readme():
    [command] = [block for block in blocks() if block.endswith(" -m pytest -q\n")]
    assert (HERE / ".ci" / "run").read_text().endswith("\n" + command)


def test_what_stands_above_the_program_stands_alone():
    copied = {}
    exec(MODULE.split("# The program")[0], copied)
    network = copied["NeuralNetwork"](seed=0)
    network.train(DATA, LABELS)
    assert network.feedforward((-7, -3)) > 0.9


# The functions.

def test_the_sigmoid_is_exact_to_a_few_last_places_for_every_float():
    generator = random.Random(2)
    edges = [0.0, 5e-324, 1e-9, 36.7, 37.5, 708.3, 708.9, 709.0, 709.5, 709.9, 744.0]
    edges += [-x for x in edges] + [generator.uniform(-745, 745) for _ in range(500)]
    with decimal.localcontext() as context:
        context.prec = 50
        for x in edges + [generator.gauss(0, 3) for _ in range(500)]:
            exact = 1 / (1 + decimal.Decimal(-x).exp())
            error = abs(decimal.Decimal(sigmoid(x)) - exact)
            assert error <= max(exact * decimal.Decimal(4 * sys.float_info.epsilon), decimal.Decimal(1e-323)), x
            slope = exact * (1 - exact)
            assert abs(decimal.Decimal(deriv_sigmoid(x)) - slope) < 1e-15, x
    assert [sigmoid(x) for x in (-math.inf, -1e308, 1e308, math.inf)] == [0.0, 0.0, 1.0, 1.0]
    assert math.isnan(sigmoid(math.nan))


def test_the_loss_is_the_mean_of_the_squared_errors():
    assert mse_loss([1, 0, 0, 1], [0.5, 0.5, 0, 1]) == 0.125  # (0.25 + 0.25 + 0 + 0) / 4
    assert mse_loss(iter([3]), iter([1])) == 4


# The network and its training.

def logistic(z):
    return 1 / (1 + cmath.exp(-z))


def squared_error(y_true, y_pred):
    return (y_true - y_pred) ** 2


def exact_gradient(parameters, x, y_true, names=NAMES, bend=logistic, error=squared_error):
    """Return the derivatives of the error by all parameters, to the last digits, by complex step."""
    def loss(w1, w2, w3, w4, w5, w6, b1, b2, b3, w7=0, w8=0, w9=0, b4=0):
        h1, h2, h3 = [bend(u * x[0] + v * x[1] + b) for u, v, b in ((w1, w2, b1), (w3, w4, b2), (w7, w8, b4))]
        return error(y_true, logistic(w5 * h1 + w6 * h2 + w9 * h3 + b3))
    values = dict(zip(names, parameters))
    return [loss(**dict(values, **{name: values[name] + 1e-30j})).imag / 1e-30 for name in names]


def exact_descent(parameters, samples, learning_rate):
    """Return the parameters after one step per sample (x, y_true), from the parameters that the step before left."""
    for x, y_true in samples:
        slopes = exact_gradient(parameters, x, y_true)
        parameters = [p - learning_rate * slope for p, slope in zip(parameters, slopes)]
    return parameters


def test_a_network_starts_with_nine_draws_from_the_normal_distribution():
    draws = [[getattr(NeuralNetwork(seed), name) for name in NAMES] for seed in range(1000)]
    for column in zip(*draws):
        assert abs(statistics.mean(column)) < 0.12 and abs(statistics.pstdev(column) - 1) < 0.12
    flat = [draw for row in draws for draw in row]
    assert len(set(flat)) == 9000
    for reach, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert abs(sum(abs(draw) < reach for draw in flat) / 9000 - share) < 0.015


def test_the_same_seed_gives_the_same_network_and_the_global_generator_is_left_alone():
    state = random.getstate()
    one, same, other = NeuralNetwork(seed=5), NeuralNetwork(seed=5), NeuralNetwork()
    assert one.parameters() == same.parameters() == tuple(getattr(one, name) for name in NAMES)
    assert other.parameters() != NeuralNetwork().parameters()
    for network in (one, same):
        network.train(DATA, LABELS, epochs=20)
    assert one.parameters() == same.parameters()
    assert random.getstate() == state


def test_all_nine_gradients_are_exact():
    generator = random.Random(3)
    for seed in range(25):
        network = NeuralNetwork(seed)
        start = network.parameters()
        x, y_true = (generator.uniform(-2, 2), generator.uniform(-2, 2)), generator.random()
        network.train([x], [y_true], learning_rate=1e6, epochs=1)  # large, so that no digit of the step gets lost
        steps = [(a - b) / 1e6 for a, b in zip(start, network.parameters())]
        assert steps == pytest.approx(exact_gradient(start, x, y_true), rel=1e-9, abs=0)


def test_training_updates_after_each_sample_in_order_from_the_old_parameters():
    network = NeuralNetwork(seed=1)
    expected = exact_descent(network.parameters(), list(zip(DATA, LABELS)) * 3, 0.7)
    network.train(DATA, LABELS, learning_rate=0.7, epochs=3)
    assert network.parameters() == pytest.approx(expected, rel=1e-9)


def test_a_thousand_epochs_are_a_hundred_times_ten_to_the_bit():
    once, often = NeuralNetwork(seed=0), NeuralNetwork(seed=0)
    once.train(DATA, LABELS)
    for _ in range(100):
        often.train(iter(DATA), array.array("b", LABELS), learning_rate=fractions.Fraction(0.1), epochs=10)
    often.train([map(decimal.Decimal, x) for x in DATA], [True, False, False, True], epochs=0)
    assert once.parameters() == often.parameters()


GOOD = {"data": DATA, "all_y_trues": LABELS, "learning_rate": 0.1, "epochs": 2}
BAD = [
    ({"data": [], "all_y_trues": []}, ValueError, r"all_y_trues must hold .* not \[\]"),
    ({"data": []}, ValueError, "data and all_y_trues must be equally long, not 0 and 4"),
    ({"all_y_trues": [1, 0, 0]}, ValueError, "data and all_y_trues must be equally long, not 4 and 3"),
    ({"data": [(1, 2), (3,), (5, 6), (7, 8)]}, ValueError, r"data .* not \(3,\)"),
    ({"data": [(1, 2), (3, 4, 5), (5, 6), (7, 8)]}, ValueError, r"data .* not \(3, 4, 5\)"),
    ({"data": [(1, 2), (3, 4), (5, math.nan), (7, 8)]}, ValueError, r"data .* not \(5, nan\)"),
    ({"data": [(1, 2), (3, 4), (-math.inf, 6), (7, 8)]}, ValueError, r"data .* not \(-inf, 6\)"),
    ({"data": [(1, 2), (3, 4), (10 ** 400, 6), (7, 8)]}, ValueError, r"data .* not \(1000"),
    ({"data": [(1, 2), (3, 4), (5, 6), "78"]}, TypeError, "data .* not '78'"),
    ({"data": [(1, 2), (3, 4), (5, 6), (7, 8j)]}, TypeError, r"data .* not \(7, 8j\)"),
    ({"epochs": 10.0}, TypeError, "epochs must be an int of at least 0, not 10.0"),
    ({"all_y_trues": [1, 0, 2, 1]}, ValueError, r"all_y_trues .* not \[1, 0, 2, 1\]"),
    ({"data": [1, 2, 3, 4]}, TypeError, "data .* not 1"),
    ({"data": 5}, TypeError, "data .* not 5"),
    ({"all_y_trues": [1, 0, 0, 1.01]}, ValueError, "all_y_trues must hold numbers from 0 to 1"),
    ({"all_y_trues": [1, 0, -0.01, 1]}, ValueError, "all_y_trues must hold numbers from 0 to 1"),
    ({"all_y_trues": [1, 0, math.nan, 1]}, ValueError, "all_y_trues must hold numbers from 0 to 1"),
    ({"all_y_trues": "1001"}, TypeError, "all_y_trues must hold numbers from 0 to 1"),
    ({"all_y_trues": None}, TypeError, "all_y_trues must hold numbers from 0 to 1"),
    ({"learning_rate": 0}, ValueError, "learning_rate .* not 0"),
    ({"learning_rate": -0.1}, ValueError, "learning_rate .* not -0.1"),
    ({"learning_rate": math.inf}, ValueError, "learning_rate .* not inf"),
    ({"learning_rate": "0.1"}, TypeError, "learning_rate .* not '0.1'"),
    ({"epochs": -1}, ValueError, "epochs .* not -1"),
    ({"epochs": 1.5}, TypeError, "epochs .* not 1.5"),
    ({"epochs": "10"}, TypeError, "epochs .* not '10'"),
]


@pytest.mark.parametrize("change, error, message", BAD)
def test_bad_training_input_is_named_and_changes_nothing(change, error, message):
    network = NeuralNetwork(seed=0)
    before = network.parameters()
    with pytest.raises(error, match=message):
        network.train(**dict(GOOD, **change))
    assert network.parameters() == before
    network.train(**GOOD)  # what was changed is all that was wrong
    assert network.parameters() != before


def test_bad_input_to_feedforward_and_mse_loss_is_named():
    network = NeuralNetwork(seed=0)
    for x, error in (((1,), ValueError), ((1, 2, 3), ValueError), ((1, math.nan), ValueError), ("12", TypeError),
                     (1, TypeError)):
        with pytest.raises(error, match="^x must be two finite numbers, not " + re.escape(repr(x))):
            network.feedforward(x)
    for y_true, y_pred, error, name in (
            ([], [], ValueError, "y_true"), ([decimal.Decimal("sNaN")], [1], ValueError, "y_true"),
            (1, 1, TypeError, "y_true"), ([1], ["1"], TypeError, "y_pred"), ([1, 0], [1], ValueError, "y_pred must hold 2"),
            ([1], [1, 0], ValueError, "y_pred must hold 1")):
        with pytest.raises(error, match=f"^{name} "):
            mse_loss(y_true, y_pred)


def test_an_overflow_is_an_error_and_changes_nothing():
    network = NeuralNetwork(seed=0)
    before = network.parameters()
    with pytest.raises(OverflowError, match="scale the data down or lower the learning_rate"):
        network.train(DATA, LABELS, learning_rate=1e308)
    assert network.parameters() == before
    network.w1 = network.w2 = 2.0
    with pytest.raises(OverflowError, match=r"x is too large .*\(1e\+308, -1e\+308\)"):
        network.feedforward((1e308, -1e308))


def test_the_loss_falls_and_everybody_ends_on_the_right_side_from_almost_every_seed():
    claim = re.search(r"of the 200 seeds .* (\d+) end with a loss below 0\.013, and (\d+) below 0\.003", README)
    ends = []
    for seed in range(200):
        network = NeuralNetwork(seed)
        start = mse_loss(LABELS, map(network.feedforward, DATA))
        network.train(DATA, LABELS)
        predictions = [network.feedforward(x) for x in DATA]
        ends.append(mse_loss(LABELS, predictions))
        assert ends[-1] > 0.013 or ends[-1] < start and [round(p) for p in predictions] == LABELS
    below = [sum(end < limit for end in ends) for limit in (0.013, 0.003)]
    assert below[0] >= 195 and below == [int(claim[1]), int(claim[2])]


# The variations.

SECTIONS = re.split("^### ", README.split("\n## Variations\n")[1].split("\n## ")[0], flags=re.MULTILINE)[1:]
VARIATIONS = {section.split("\n")[0]: re.search(r"```diff\n(.*?)```\n\n```\n(.*?)```\n", section, re.DOTALL).groups()
              for section in SECTIONS[:-1]}  # the last is in words only


def changed(title):
    """Return the module's text with a variation applied, exactly at the lines that its diff names."""
    head, *pieces = re.split(r"^@@ -(\d+),(\d+) \+(\d+),(\d+) @@\n", VARIATIONS[title][0], flags=re.MULTILINE)
    assert head == "--- a/neural_net.py\n+++ b/neural_net.py\n"
    result, done = [], 0
    for k in range(0, len(pieces), 5):
        start, length, new_start, new_length = map(int, pieces[k:k + 4])
        lines = pieces[k + 4].splitlines()
        result += LINES[done:start - 1]
        done = start - 1 + length
        assert [line[1:] for line in lines if line[:1] != "+"] == LINES[start - 1:done], f"{title} no longer applies"
        new = [line[1:] for line in lines if line[:1] != "-"]
        assert (new_start, new_length) == (len(result) + 1, len(new)), title
        result += new
    return "\n".join(result + LINES[done:]) + "\n"


def loaded(title):
    """Return the names of a module that is changed by this variation."""
    names = {"__name__": "changed"}
    exec(compile(changed(title), title, "exec"), names)
    return names


def cross_entropy(y_true, y_pred):
    return -y_true * cmath.log(y_pred) - (1 - y_true) * cmath.log(1 - y_pred)


@pytest.mark.parametrize("title", [*VARIATIONS])
def test_every_variation_applies_prints_what_is_shown_and_has_exact_gradients(title, capsys):
    names = [*NAMES[:6], "w7", "w8", "w9", *NAMES[6:], "b4"] if "third" in title else NAMES
    bend = {"tanh": cmath.tanh, "ReLU": lambda z: z if z.real > 0 else 0}.get(title.split()[0], logistic)
    error = cross_entropy if title == "Cross-entropy" else squared_error
    module, generator = loaded(title), random.Random(4)
    numbered = [int(number) for number in re.findall(r"# \((\d+)\)$", changed(title), re.MULTILINE)]
    assert sorted(numbered) == list(range(1, len(names) * 3 + 7))
    module["main"]()
    printed, place = capsys.readouterr().out, 0
    for part in VARIATIONS[title][1].split("...\n"):
        place = printed.index(part, place) + len(part)
    assert place == len(printed)
    scale = float(re.search(r"^Each # is (\S+) of the loss", printed, re.MULTILINE)[1])
    assert all(abs(float(loss) - scale * bar) < 0.53 * scale for _, loss, bar in rows(printed))
    neurons = re.findall(r"# Neuron (\w+)", changed(title))
    assert neurons == re.findall(r"# Neuron (\w+).*\n +d_\w+_d_sum_\1 = ", changed(title))
    for seed in range(5):
        network = module["NeuralNetwork"](seed)
        start = [getattr(network, name) for name in names]
        assert list(network.parameters()) == start
        x, y_true = (generator.uniform(-2, 2), generator.uniform(-2, 2)), generator.random()
        network.train([x], [y_true], learning_rate=1e6, epochs=1)
        steps = [(a - getattr(network, name)) / 1e6 for name, a in zip(names, start)]
        assert steps == pytest.approx(exact_gradient(start, x, y_true, names, bend, error), rel=1e-9, abs=0)


def test_cross_entropy_lets_a_saturated_wrong_neuron_learn():
    module, generator = loaded("Cross-entropy"), random.Random(5)
    y_true, y_pred = [[generator.random() for _ in range(9)] for _ in range(2)]
    mean = statistics.mean(cross_entropy(*pair).real for pair in zip(y_true, y_pred))
    assert module["cross_entropy"](y_true, y_pred) == pytest.approx(mean, rel=1e-12)
    race = table("b₃ at the start")
    assert len(race) == 3
    for b3, *expected in race:
        for network, shown in zip((NeuralNetwork(seed=0), module["NeuralNetwork"](seed=0)), expected):
            network.b3, epochs = float(b3), 0
            while [round(network.feedforward(x)) for x in DATA] != LABELS:
                network.train(DATA, LABELS, epochs=1)
                epochs += 1
            assert epochs == int(shown)


def test_relu_is_riskier_and_a_third_hidden_neuron_learns_xor_more_often():
    count, limit = re.search(r"Of the 60 seeds from 0 to 59, (\d+) end below (\S+);", README).groups()
    ends, module = [], loaded("ReLU in the hidden layer")
    for seed in range(60):
        network = module["NeuralNetwork"](seed)
        network.train(DATA, LABELS)
        ends.append(mse_loss(LABELS, map(network.feedforward, DATA)))
    assert sum(end < float(limit) for end in ends) == int(count) < 60
    claim = re.search(r"learned from (\d+) of the 60 seeds, where two hidden neurons learn it from (\d+)", README)
    three, two = claim.groups()
    assert f"\n{two}\n" in README.split("### XOR")[1]
    data, labels, solved = [(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0], 0
    module = loaded("A third hidden neuron")
    for seed in range(60):
        network = module["NeuralNetwork"](seed)
        network.train(data, labels, learning_rate=0.5, epochs=5000)
        solved += mse_loss(labels, map(network.feedforward, data)) < 0.02
    assert solved == int(three) > int(two)


def test_an_overflow_gives_back_all_thirteen_parameters_of_three_hidden_neurons():
    network = loaded("A third hidden neuron")["NeuralNetwork"](seed=0)
    before = network.parameters()
    with pytest.raises(OverflowError):
        network.train(DATA, LABELS, learning_rate=1e308)
    assert network.parameters() == before and len(before) == 13


def test_a_batch_steps_along_the_mean_of_the_slopes():
    network = loaded("Batch gradient descent")["NeuralNetwork"](seed=1)
    expected = network.parameters()
    for _ in range(2):
        slopes = [exact_gradient(expected, x, y_true) for x, y_true in zip(DATA, LABELS)]
        expected = [p - 0.7 * statistics.mean(column) for p, column in zip(expected, zip(*slopes))]
    network.train(DATA, LABELS, learning_rate=0.7, epochs=2)
    assert network.parameters() == pytest.approx(expected, rel=1e-9)


def test_shuffled_samples_come_in_every_order_each_once_per_epoch():
    module, seen = loaded("Shuffled samples"), set()
    samples = [((1, 2), 1), ((-1, 1), 0), ((0, -2), 1)]
    for seed in range(40):
        network = module["NeuralNetwork"](seed)
        start = network.parameters()
        network.train(*zip(*samples), epochs=1)
        orders = [order for order in itertools.permutations(samples)
                  if network.parameters() == pytest.approx(exact_descent(start, order, 0.1), rel=1e-9)]
        assert len(orders) == 1
        seen.update(orders)
    assert len(seen) == 6


def test_small_starts_are_small_and_without_bias():
    module = loaded("Small random weights, zero biases")
    networks = [module["NeuralNetwork"](seed) for seed in range(300)]
    weights = [getattr(network, name) for network in networks for name in NAMES[:6]]
    assert abs(statistics.pstdev(weights) - 0.1) < 0.01 and abs(statistics.mean(weights)) < 0.01
    assert {getattr(network, name) for network in networks for name in NAMES[6:]} == {0.0}


# The program.

def test_the_log_is_its_own_plot_and_the_table_shows_everybody():
    status, output, errors = run()
    assert (status, errors) == (0, "")
    log = rows(output)
    assert [epoch for epoch, _, _ in log] == list(range(0, 1001, 10))
    assert all(abs(float(loss) - 0.02 * bar) < 0.0106 for _, loss, bar in log)
    network = NeuralNetwork(seed=0)
    network.train(DATA, LABELS)
    everybody = neural_net.PEOPLE + neural_net.STRANGERS
    expected = [[name, *map(str, x), str(label), f"{network.feedforward(x):.3f}"] for name, x, label in everybody]
    assert [line.split() for line in output.splitlines()[-6:]] == expected
    assert [label for _, _, label in neural_net.STRANGERS] == ["?", "?"]


def test_options_change_the_run():
    options = ["--epochs", "7", "--seed", "3", "--learning-rate", "0.5"]
    for words, epochs in ((options, list(range(8))), (["--epochs=0"], [0]),
                          (["--epochs=250"], [math.floor(2.5 * i) for i in range(101)])):
        status, output, errors = run(*words)
        assert (status, errors) == (0, "") and [epoch for epoch, _, _ in rows(output)] == epochs
    assert f"the loss at {len(epochs)} epochs at most" in README  # those of the last run
    network = NeuralNetwork(seed=3)
    network.train(DATA, LABELS, learning_rate=0.5, epochs=7)
    loss = mse_loss(LABELS, map(network.feedforward, DATA))
    assert rows(run(*options)[1])[-1][1] == f"{loss:.3f}"


def test_help_explains_the_options_with_their_defaults():
    status, output, _ = run("--help")
    assert status == 0
    for name, parameter in inspect.signature(neural_net.main).parameters.items():
        option = name.replace("_", "-")
        assert re.search(rf"--{option} [A-Z_]+\s+[^()]+ \(default: {parameter.default}\)\n", output), option


@pytest.mark.parametrize("words, named", [
    ("--epochs -5", "-5"), ("--epochs 1.5", "1.5"), ("--epochs many", "many"),
    ("--learning-rate 0", "learning_rate .* 0"), ("--learning-rate nan", "nan"),
    ("--learning-rate big", "big"), ("--seed one", "one"), ("--layers 3", "--layers")])
def test_a_bad_option_ends_the_program_with_status_2_and_one_line_that_names_it(words, named):
    status, output, errors = run(*words.split())
    assert (status, output) == (2, "")
    assert re.fullmatch(rf"neural_net\.py: .*{named}.*\n", errors)


def test_an_overflow_ends_the_program_with_status_2_and_one_line():
    status, _, errors = run("--learning-rate", "1e308")
    assert status == 2 and re.fullmatch(r"neural_net\.py: .* learning_rate\n", errors.replace("\r", ""))
