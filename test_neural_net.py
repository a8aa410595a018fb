"""neural_net.py beside independent references, and README.md beside neural_net.py."""

import ast
import cmath
import inspect
import pathlib
import random
import re
import subprocess
import sys
from array import array
from decimal import Decimal, localcontext
from fractions import Fraction
from math import exp, inf, isfinite, log, nan

import pytest

import neural_net
from neural_net import NEW_PEOPLE, PEOPLE, NeuralNetwork
from neural_net import deriv_sigmoid, main, mse_loss, sigmoid

HERE = pathlib.Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
MODULE = (HERE / "neural_net.py").read_text(encoding="utf-8")
NAMES = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
DATA = [x for name, x, y_true in PEOPLE]
LABELS = [y_true for name, x, y_true in PEOPLE]


# The formulas: sigmoid, deriv_sigmoid and mse_loss.


@pytest.mark.parametrize("x", [0, 1e-9, 0.5, 2, 4.5, 36, 100, 709.7, 709.8, 745, 1e4])
def test_the_sigmoid_and_its_derivative_are_those_of_fifty_digits(x):
    for x in (x, -x):
        with localcontext() as context:
            context.prec = 50
            exact = 1 / (1 + (-Decimal(x)).exp())
            slope = exact * (1 - exact)
        assert sigmoid(x) == pytest.approx(float(exact), rel=1e-15, abs=1e-308)
        assert deriv_sigmoid(x) == pytest.approx(float(slope), rel=1e-15, abs=1e-15)
    assert [sigmoid(x) for x in (-inf, inf)] == [0, 1]


def test_the_loss_is_the_mean_of_the_squared_errors():
    assert mse_loss([1, 0, 0, 1], [0.5, 0.5, 0, 1]) == 0.125  # (0.25 + 0.25) / 4
    for labels, predictions in (([1, 0], [1]), ([1], [1, 0])):
        with pytest.raises(ValueError):
            mse_loss(labels, predictions)


# The network: its start, its step, its training, its program.


def logistic(z):
    """Return the sigmoid of a complex number."""
    return 1 / (1 + cmath.exp(-z))


def squared_error(y_true, y_pred):
    return (y_true - y_pred) ** 2


def cross_entropy(y_true, y_pred):
    return -y_true * cmath.log(y_pred) - (1 - y_true) * cmath.log(1 - y_pred)


def exact_gradient(parameters, x, y_true, hidden=logistic, error=squared_error):
    """Return the nine derivatives of one sample's loss by name, from complex steps.

    L(w + 1e-30j) is L(w) + L'(w) * 1e-30j, exact to the last digits.
    """

    def loss(w1, w2, w3, w4, w5, w6, b1, b2, b3):
        h1 = hidden(w1 * x[0] + w2 * x[1] + b1)
        h2 = hidden(w3 * x[0] + w4 * x[1] + b2)
        return error(y_true, logistic(w5 * h1 + w6 * h2 + b3))

    moved = {name: {**parameters, name: parameters[name] + 1e-30j} for name in NAMES}
    return {name: loss(**moved[name]).imag / 1e-30 for name in NAMES}


def assert_exact_steps(network_class, **loss):
    """Compare one step of fifty networks with the nine derivatives of their loss."""
    for seed in range(50):
        network, draw = network_class(seed), random.Random(seed).uniform
        x, y_true, rate = (draw(-2, 2), draw(-2, 2)), draw(0, 1), draw(0.1, 5)
        old = dict(vars(network))
        gradient = exact_gradient(old, x, y_true, **loss)
        network.step(x, y_true, rate)
        expected = {name: old[name] - rate * gradient[name] for name in NAMES}
        assert vars(network) == pytest.approx(expected, rel=1e-12), f"seed {seed}"


def test_a_network_starts_from_nine_normal_draws_the_same_for_the_same_seed():
    state, normal = random.getstate(), random.Random(5).gauss
    assert vars(NeuralNetwork(seed=5)) == {name: normal(0, 1) for name in NAMES}
    assert vars(NeuralNetwork()) != vars(NeuralNetwork())
    assert random.getstate() == state, "the global generator must be left alone"


def test_a_step_subtracts_the_rate_times_each_of_the_nine_derivatives():
    assert_exact_steps(NeuralNetwork)


@pytest.mark.parametrize(
    "samples, labels",
    [
        ([(2, -1), (-1, 3)], (1, 0.25)),
        (([2, -1], [-1, 3]), [True, 0.25]),
        ([array("d", [2, -1]), array("d", [-1, 3])], array("f", [1, 0.25])),
        ([(Decimal(2), -1), (-1, Decimal(3))], [Decimal(1), Fraction(1, 4)]),
    ],
    ids=["tuples", "lists", "arrays", "other numbers"],
)
def test_training_is_a_step_for_each_sample_in_order_and_goes_on(samples, labels):
    network = NeuralNetwork(seed=1)
    expected = dict(vars(network))
    network.train([], [])
    network.train(samples, labels, epochs=0)
    assert vars(network) == expected, "without samples or epochs nothing happens"
    network.train(samples, labels, learning_rate=0.7, epochs=2)
    network.train(samples, labels, learning_rate=0.7, epochs=1)
    for x, y_true in [((2, -1), 1), ((-1, 3), 0.25)] * 3:
        gradient = exact_gradient(expected, x, y_true)
        expected = {name: expected[name] - 0.7 * gradient[name] for name in NAMES}
    assert vars(network) == pytest.approx(expected, rel=1e-12)
    assert {type(value) for value in vars(network).values()} == {float}


@pytest.mark.parametrize(
    "changed, error, shown",
    [
        pytest.param({"data": [(1, 2)]}, ValueError, "2.*1", id="a sample too few"),
        pytest.param({"all_y_trues": [1]}, ValueError, "1.*2", id="a label too few"),
        pytest.param({"all_y_trues": [1, 1.5]}, ValueError, "1.5", id="label above 1"),
        pytest.param({"all_y_trues": [1, -1]}, ValueError, "-1", id="label below 0"),
        pytest.param({"all_y_trues": [1, nan]}, ValueError, "nan", id="label of nan"),
        pytest.param({"all_y_trues": [1, "0"]}, TypeError, None, id="label as text"),
        pytest.param({"data": [(1, 2), (nan, 4)]}, ValueError, "nan", id="x1 of nan"),
        pytest.param({"data": [(1, 2), (3, inf)]}, ValueError, "inf", id="infinite x2"),
        pytest.param({"data": [(1, 2), (3, 4, 5)]}, ValueError, None, id="3 inputs"),
        pytest.param({"data": [(1, 2), "34"]}, TypeError, None, id="inputs as text"),
        pytest.param({"epochs": 2.5}, TypeError, None, id="fractional epochs"),
    ],
)
def test_bad_data_is_an_error_before_anything_has_changed(changed, error, shown):
    network = NeuralNetwork(seed=0)
    good = {"data": [(1, 2), (3, 4)], "all_y_trues": [1, 0], "epochs": 2}
    with pytest.raises(error, match=shown):
        network.train(**{**good, **changed})
    assert vars(network) == vars(NeuralNetwork(seed=0))
    network.train(**good)  # so the change was all that was wrong


def test_the_class_runs_wherever_it_is_pasted_with_the_sigmoid_and_two_imports():
    names = {"exp": exp, "isfinite": isfinite, "Random": random.Random}
    exec(inspect.getsource(sigmoid) + inspect.getsource(NeuralNetwork), names)
    network = names["NeuralNetwork"](seed=0)
    network.train(DATA, LABELS)
    assert [round(network.feedforward(x)) for x in DATA] == LABELS


def run(*words, folder=HERE):
    """Run Python with these words, as at a command line."""
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")


def test_the_program_prints_one_screen_which_is_the_one_in_the_readme():
    done = run("neural_net.py")
    assert done.returncode == 0, done.stderr
    output = done.stdout
    assert f"```\n{output}```\n" in README, f"README.md must show this:\n{output}"
    lines = output.splitlines()
    assert len(lines) <= 22 and max(map(len, lines)) <= 80, "more than one screen"
    assert output.isascii()


def test_main_takes_a_seed_and_a_rate(capsys):
    main(seed=5, learning_rate=0.7)
    network = NeuralNetwork(seed=5)
    network.train(DATA, LABELS, learning_rate=0.7)
    y_preds = [network.feedforward(x) for name, x, label in PEOPLE + NEW_PEOPLE]
    rows = capsys.readouterr().out.splitlines()[-len(y_preds) :]
    assert [row.split()[-1] for row in rows] == [f"{y_pred:.3f}" for y_pred in y_preds]


# The page: its examples and lines, its equations and numbers, its figures and links.


def line(number):
    """Return the line of the module that ends in the number of this equation."""
    found = re.findall(rf"^ *(.+)  # \({number}\)$", MODULE, re.MULTILINE)
    right = f"equation {number} needs a line of neural_net.py that ends in # ({number})"
    assert len(found) == 1, right
    return found[0]


def test_the_examples_agree_and_find_the_slip_of_the_first_screen(tmp_path):
    check = ["-X", "utf8", "-m", "doctest", "-f", "README.md"]
    assert f"```\npython {' '.join(check)}\n```" in README
    in_idle = re.findall(
        r"(import doctest|doctest\.testfile\(.*?\))`", README, re.DOTALL
    )
    assert len(in_idle) == 2, "the two commands for IDLE must be there"
    for words, said in (
        (check[:4] + check[5:], ""),  # first, because without -f all that differ show
        (check, "All examples agree.\n"),
        (["-c", "\n".join(in_idle), "-f"], ""),  # a notebook's sys.argv has -f as well
    ):
        done = run(*words)
        right = "if the code is right, the page must have what stands under Got:\n"
        assert not done.returncode and not done.stdout, right + done.stdout
        assert done.stderr == said, f"{words} must say {said!r}"
    slip = MODULE.replace(line(20), line(20).replace("* x2", "/ x2"))
    (tmp_path / "neural_net.py").write_text(slip, encoding="utf-8")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    output = run("neural_net.py", folder=tmp_path).stdout
    right = "/ x2 shows on the first screen: find another slip, here and on the page"
    assert output == run("neural_net.py").stdout, right
    found = run(*check, folder=tmp_path).stdout
    assert "  # your turn\n" in found, f"the slip must show at your turn:\n{found}"


def test_each_numbered_line_of_the_module_stands_on_the_page_once():
    for number in range(1, 25):
        shown = ">>> " * (number > 3) + f"{line(number)}  # ({number})"
        assert README.splitlines().count(shown) == 1, f"the page needs once: {shown}"


def table(head):
    """Return the rows, each a list of cells, of all tables of the page with this head."""
    rows = []
    for paragraph in re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE):
        lines = [text[1:-1].split("|") for text in paragraph.splitlines()]
        cells = [[cell.strip() for cell in cells] for cells in lines]
        if " | ".join(cells[0]) == head:
            rows += cells[2:]
    assert rows, f"no table of the page has this head (renamed? so do it here): {head}"
    return rows


def assert_rows(rows, expected):
    """Compare rows of the page with what they must be, and show all those to paste."""
    wrong = [new for old, new in zip(rows, expected) if old != new]
    shown = "\n".join(f"| {' | '.join(row)} |" for row in wrong)
    assert not wrong, f"if the code is right, these rows must be:\n{shown}"
    assert len(rows) == len(expected)


def to_python(formula):
    """Return a formula of the page as Python: "∂L/∂h₁ × w₅" as "d_L_d_h1 * w5"."""
    for sign, python in (
        (r"∂(\w+)/∂(\w+)", r"d_\1_d_\2"),
        (r"(\w+) ← \1 − ", r"\1 -= "),
        (r"Σ\[(.+)\]", r"sum(\1 for y_true, y_pred in pairs)"),
        (r"e\^", "exp"),
        (r"\bln\b", "log"),
        ("²", " ** 2"),
        ("σ", "sigmoid"),
    ):
        formula = re.sub(sign, python, formula)
    return formula.translate(str.maketrans("₁₂₃₄₅₆×−", "123456*-"))


def to_page(name):
    """Return a name of the module as the page has it: "w1" as "w₁"."""
    return name.translate(str.maketrans("123456", "₁₂₃₄₅₆"))


def rounded(value):
    """Return a number as the page shows it: with four decimals at most."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def in_numbers(equation, values):
    """Return the right side of an equation with rounded numbers for its names."""
    right = re.split(" = | ← ", equation)[1]

    def number(name):
        shown = rounded(values[to_python(name[0])])
        bare = shown[0] != "−" or right[: name.start()][-1:] in ("", "(")
        return shown if bare else f"({shown})"

    return re.sub(r"∂L/∂\w+|[a-z]\w*", number, right).replace(" × ", "×")


class Quantities(dict):
    def __missing__(self, name):
        pytest.fail(f"no line makes {name}: ∂L/∂h₁ on the page is d_L_d_h1 in a line")


def run_lines(x1, x2, y_true, learning_rate, sigmoid=sigmoid, broken=None):
    """Run the lines 4 to 24 from the page's start: all quantities, new parameters."""
    [start] = re.findall(r"^>>> start = (dict\(.+\))$", README, re.MULTILINE)
    network, start = NeuralNetwork(), eval(start)
    vars(network).update(start)
    names = dict(locals(), self=network)
    for number in range(4, 25):
        exec(line(number) + " + 0.01" * (number == broken), names)
    names.update(start, L=(y_true - names["y_pred"]) ** 2)
    return Quantities(names), vars(network)


ALICE = (*PEOPLE[0][1], PEOPLE[0][2], 1)  # her inputs and label, at rate 1
IN_NUMBERS = "no. | equation | value | in numbers"
UPDATES = "no. | equation | value"
ONE_SAMPLE = "L = (y_true − y_pred)²"  # equation 3 when n is 1


def assert_same(equation, code, number):
    """Compare an equation of the page with a line of code, spaces and self aside."""
    if code.startswith("return "):  # what is on the left is what the function is called
        equation, code = equation.split(" = ")[1], code[len("return ") :]
    same = code.replace("self.", "").replace(" ", "")
    right = f"equation {number} must say the same as {code}, ∂L/∂h₁ being d_L_d_h1"
    assert to_python(equation).replace(" ", "") == same, right


def test_every_equation_is_the_line_with_its_number():
    rows = table("no. | equation") + table(IN_NUMBERS) + table(UPDATES)
    equations = [row[:2] for row in rows if row[1] != ONE_SAMPLE]
    assert [number for number, text in equations] == [str(n) for n in range(1, 25)]
    for number, equation in equations:
        assert_same(equation, line(number), number)


def test_alice_s_rows_and_the_instances_are_equations_in_numbers():
    values, new = run_lines(*ALICE)
    rows, expected, instances = table(IN_NUMBERS) + table(UPDATES), [], []
    for number, equation, *others in rows:
        shown = in_numbers(equation, values)
        name = to_python(re.split(" = | ← ", equation)[0])
        value = rounded(new[name] if name in new else values[name])
        expected.append([number, equation, value, *[shown][: len(others) - 1]])
        if number in ("4", "5", "16", "18"):
            instances.append(f"{shown} = {value}")
    assert_rows(rows, expected)
    text = README.replace("\n", " ")
    assert [shown for shown in instances if shown not in text] == [], "the page needs"


def test_your_turn_shows_every_quantity_of_its_step():
    [sample] = table("x₁ | x₂ | y_true | learning_rate")
    values, new = run_lines(*(float(to_python(number)) for number in sample))
    for head in (
        "sum_h₁ | h₁ | sum_h₂ | h₂ | sum_o₁ | y_pred | L",
        "∂L/∂y_pred | ∂L/∂sum_o₁ | ∂L/∂h₁ | ∂L/∂sum_h₁ | ∂L/∂h₂ | ∂L/∂sum_h₂",
    ):
        names = [to_python(name) for name in head.split(" | ")]
        assert_rows(table(head), [[rounded(values[name]) for name in names]])
    parameters = " ".join(f"{new[name]:7.4f}" for name in NAMES)
    assert parameters in README, f"your turn must end in {parameters}"


def test_the_formulas_to_know_by_heart_and_that_of_a_straight_sigma_hold():
    values, new = run_lines(*ALICE)
    straight, new = run_lines(*ALICE, sigmoid=lambda x: x)
    formulas = re.findall(r"^(∂L/∂\w+|sum_o₁) = (.+)$", README, re.MULTILINE)
    assert len(formulas) == 4
    for left, right in formulas:
        names = straight if left == "sum_o₁" else values
        expected = pytest.approx(names[to_python(left)])
        assert eval(to_python(right), names) == expected, f"{left} = {right}"


def assert_picture(kind, boxes, arrows):
    """Compare a figure of the page with its boxes and arrows (from, label, to)."""
    drawn = re.findall(f"```mermaid\nflowchart {kind}\n(.*?)```", README, re.DOTALL)
    assert len(drawn) == 1, f"the page needs one figure that begins: flowchart {kind}"
    missing = [box for box in boxes if box not in drawn[0]]
    assert not missing, "the figure needs " + " and ".join(missing)
    shown = re.findall(r'^ +(\w+).* -- "(.+)" --> (\w+)', drawn[0], re.MULTILINE)
    assert not set(arrows) - set(shown), "the figure needs these arrows"
    assert len(shown) == len(arrows)


def test_the_figure_of_the_network_has_alice_s_numbers():
    values, new = run_lines(*ALICE)
    shown = {
        name: f"{to_page(name)} = {rounded(values[name])}"
        for name in values
        if name in [*NAMES, *"x1 x2 h1 h2 y_pred".split()]
    }
    boxes, arrows = [f"{x}(({shown[x]}))" for x in ("x1", "x2")], []
    for number, neuron, output in (
        (4, "h1", "h1"),
        (6, "h2", "h2"),
        (8, "o1", "y_pred"),
    ):
        *products, bias = line(number).replace("self.", "").split(" = ")[1].split(" + ")
        boxes.append(f'{neuron}(["{shown[output]}<br>{shown[bias]}"])')
        for weight, source in (product.split(" * ") for product in products):
            arrows.append((source, shown[weight], neuron))
    assert_picture("LR", boxes, arrows)


def test_each_box_of_the_way_back_is_the_box_above_times_its_arrow():
    values, new = run_lines(*ALICE)
    exact = {name: values[name] - new[name] for name in NAMES}
    for name in ("y_pred", "sum_o1", "h1", "h2", "sum_h1", "sum_h2"):
        exact[name] = values[f"d_L_d_{name}"]
    boxes = [
        f'{name}["∂L/∂{to_page(name)}<br>{rounded(exact[name])}"]' for name in exact
    ]
    arrows, way = [], [rounded(exact["y_pred"])]
    for top, factors in {
        "y_pred": {"sum_o1": "y_pred × (1 − y_pred)"},
        "sum_o1": {"h1": "w₅", "w5": "h₁", "w6": "h₂", "b3": "1", "h2": "w₆"},
        "h1": {"sum_h1": "h₁ × (1 − h₁)"},
        "h2": {"sum_h2": "h₂ × (1 − h₂)"},
        "sum_h1": {"w1": "x₁", "w2": "x₂", "b1": "1"},
        "sum_h2": {"w3": "x₁", "w4": "x₂", "b2": "1"},
    }.items():
        for end, factor in factors.items():
            value = eval(to_python(factor), values)
            assert exact[end] == pytest.approx(exact[top] * value), f"{top} to {end}"
            number = "" if factor == "1" else f"<br>{rounded(value)}"
            arrows.append((top, f"× {factor}{number}", end))
            if end in ("sum_o1", "h1", "sum_h1", "w1"):
                way.append(rounded(value) if value > 0 else f"({rounded(value)})")
    assert_picture("TD", boxes, arrows)
    shown = f"{' × '.join(way)} ≈ {exact['w1']:.3f}".replace("-", "−")
    assert shown in README.replace("\n", " "), f"the way to w₁ is {shown}"


def numbers_in(cell):
    """Return the equations that a cell or a comment names: "4, 6 to 8" names four."""
    found = re.findall(r"\b(\d+)(?: to (\d+))?", cell)
    return {n for a, b in found for n in range(int(a), int(b or a) + 1)}


def test_where_it_stops_names_the_equation_that_makes_what_differs():
    rows = table("it stops at | what differs | look at")
    for rung in {row[0] for row in rows} - {
        "",
        "no comment",
        "anywhere",
        "any other comment",
    }:
        assert f"  # {rung}\n" in README, f"no example has the comment # {rung}"
    looks = {what or rung: numbers_in(look) for rung, what, look in reversed(rows)}
    assert (looks["the second column"], looks["only the third"]) == ({1}, {2})
    assert looks["the loss"] == {3}
    named, (values, new) = {}, run_lines(*ALICE)
    for number in range(4, 25):
        wrong, moved = run_lines(*ALICE, broken=number)
        outputs = [
            name for name in ("h1", "h2", "y_pred") if wrong[name] != values[name]
        ]
        differ = [to_page(name) for name in NAMES if moved[name] != new[name]]
        what = {1: "one parameter", 9: "all nine, or nothing moves"}.get(len(differ))
        what = what or "{}, {} and {}".format(*differ)
        if outputs:
            what = to_page(outputs[0]).replace("y_pred", "only y_pred")
        named.setdefault(what, set()).add(number)
    named["all nine, or nothing moves"] |= set(range(4, 10))  # sums of its own
    for what, numbers in named.items():
        assert looks[what] == numbers, f"the row {what} must name {sorted(numbers)}"


def test_every_line_of_a_derivation_has_the_same_value():
    names = {"exp": exp, "log": log, "sigmoid": sigmoid}
    for s, y_true in ((-2.5, 0), (-0.3, 1), (0.8, 0.3), (3, 1), (3, 0)):
        loss = cross_entropy(y_true, logistic(s + 1e-30j))  # its derivative is below
        names.update(x=s, s=s, y_true=y_true, y_pred=sigmoid(s))
        for head, exact in (
            ("σ′(x)", logistic(s + 1e-30j).imag / 1e-30),
            ("L", loss.real),
            ("∂L/∂sum_o₁", loss.imag / 1e-30),
        ):
            for formula, reason in table(f"{head} | because"):
                value = eval(to_python(formula).lstrip("= "), names)
                assert value == pytest.approx(exact), f"{head} {formula}"


def test_what_to_write_has_the_signatures_and_the_equations_of_the_module():
    [sketch] = re.findall("```python\n(from.*?)```", README, re.DOTALL)
    [people] = re.findall("^PEOPLE = (.+?)  #", sketch, re.MULTILINE)
    assert ast.literal_eval(people) == PEOPLE[:1]
    functions = {text.split(":")[0]: text for text in MODULE.split("def ")}
    for text in re.findall("def (.+)", sketch):
        signature, comment = text.split(": ...")
        assert signature in functions, f"the module has no {signature}"
        made = re.findall(r"  # \((\d+)\)\n", functions[signature])
        named = numbers_in(comment.split("equation")[-1])
        assert named == {int(number) for number in made}, signature
        for returned in re.findall("return .+", comment):
            assert returned in functions[signature], signature


def test_the_module_s_docstring_has_its_formulas():
    for output, hidden in (("h1", 4), ("h2", 6), ("y_pred", 8)):
        total = line(hidden).replace("self.", "").split(" = ")[1]
        formula = f"{output} = sigmoid({total})"
        assert formula in neural_net.__doc__, f"the docstring needs {formula}"


VARIATIONS = {  # what is different in the loss: the hidden neurons, or the error
    "ReLU": {"hidden": lambda z: z if z.real > 0 else 0},
    "cross-entropy": {"error": cross_entropy},
}
SHOWN_VARIATIONS = re.findall(r"^\| *(\S.*?) *\| *equation *\| *line", README, re.M)


@pytest.mark.parametrize("name", sorted({*VARIATIONS, *SHOWN_VARIATIONS}))
def test_a_variation_steps_along_the_derivatives_of_its_loss(name):
    assert name in VARIATIONS, f"say in VARIATIONS what is different in {name}"
    text, names = MODULE, {}
    for number, equation, code in table(f"{name} | equation | line"):
        assert_same(equation, code.strip("`"), f"{number} of {name}")
        text = text.replace(line(number), code.strip("`"))
    exec(text, names)
    assert_exact_steps(names["NeuralNetwork"], **VARIATIONS[name])


def test_every_link_within_the_readme_leads_somewhere():
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    names = [re.sub(r"[^\w -]", "", heading).lower() for heading in headings]
    places = ["#" + name.replace(" ", "-") for name in names]
    links = re.findall(r"\[[^]]+\]\(([^)]+)\)", README)
    places += [link for link in links if "://" in link or (HERE / link).is_file()]
    assert not set(links) - set(places), "these links lead nowhere"
