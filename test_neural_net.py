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


def test_the_program_prints_one_screen_which_is_the_one_in_the_readme():
    program = [sys.executable, "neural_net.py"]
    done = subprocess.run(program, cwd=HERE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    output = done.stdout
    assert f"```\n{output}```\n" in README, f"README.md must show this:\n{output}"
    lines = output.splitlines()
    assert len(lines) <= 22 and max(map(len, lines)) <= 80 and output.isascii()


def test_main_takes_a_seed_and_a_rate(capsys):
    main(seed=5, learning_rate=0.7)
    network = NeuralNetwork(seed=5)
    network.train(DATA, LABELS, learning_rate=0.7)
    y_preds = [network.feedforward(x) for name, x, label in PEOPLE + NEW_PEOPLE]
    rows = capsys.readouterr().out.splitlines()[-len(y_preds) :]
    assert [row.split()[-1] for row in rows] == [f"{y_pred:.3f}" for y_pred in y_preds]


# The page: its examples, equations, tables, pictures and links.


def table(*head):
    """Return the rows, each a list of cells, of all tables that have this head."""
    rows = []
    for paragraph in re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE):
        lines = [line.strip()[1:-1].split("|") for line in paragraph.splitlines()]
        cells = [[cell.strip() for cell in line] for line in lines]
        if cells[0] == [*head]:
            rows += cells[2:]
    assert rows, f"README.md has no table with the head: | {' | '.join(head)} |"
    return rows


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


def tree(python):
    """Return the syntax tree of a line, so that only spaces and brackets are free."""
    return ast.dump(ast.parse(python))


LINES = {  # the lines of the module that end in the number of an equation
    number: line.strip()
    for line, number in re.findall(r"^(.+?)  # \((\d+)\)$", MODULE, re.MULTILINE)
}


def test_every_example_of_the_readme_agrees_by_the_readme_s_own_command():
    command = "python -X utf8 -m doctest -f README.md"
    assert f"```\n{command}\n```" in README, f"README.md must have: {command}"
    words = [sys.executable, *command.split()[1:]]
    done = subprocess.run(words, cwd=HERE, capture_output=True, encoding="utf-8")
    right = "if the code is right, and an example ends in an empty line, paste its Got:"
    assert not done.returncode, f"{right}\n{done.stdout}{done.stderr}"
    assert done.stderr == "All examples agree.\n", "the last example must say so"


def test_every_equation_is_the_line_with_its_number():
    rows = table("no.", "equation", "line")
    assert [row[0] for row in rows] == [*LINES] == [*map(str, range(1, 25))]
    for number, equation, code in rows:
        line = LINES[number]
        right = f"equation {number} is the line `{line}`, if the code is right"
        assert tree(code.strip("`")) == tree(line), right
        if line.startswith("return "):  # the left side is what the function is called
            line, equation = line[len("return ") :], equation.split(" = ")[1]
        assert tree(to_python(equation)) == tree(line.replace("self.", "")), right


def rounded(value):
    """Return a number as the tables show it: with four decimals at most."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def equations_in(cell):
    """Return the equations that a cell or a comment names: "4, 6 to 8" names four."""
    found = re.findall(r"\b(\d+)(?: to (\d+))?", cell)
    return {n for a, b in found for n in range(int(a), int(b or a) + 1)}


def run_equations(broken=None, **sample):
    """Return all quantities by name, before and after Alice's step or this sample's.

    The lines 4 to 24 of the module run as they are, or one of them broken.
    """
    head = "w₁ w₂ w₃ w₄ w₅ w₆ b₁ b₂ b₃ x₁ x₂ y_true".split()
    [row] = table(*head)
    before = {to_python(name): int(to_python(n)) for name, n in zip(head, row)}
    before = {**before, "learning_rate": 1, **sample}
    network = NeuralNetwork()
    vars(network).update((name, before[name]) for name in NAMES)
    after = {**before, "self": network, "sigmoid": sigmoid}
    for number in range(4, 25):
        exec(LINES[str(number)] + " + 0.01" * (number == broken), after)
    after["L"] = (after["y_true"] - after["y_pred"]) ** 2
    return {**after, **before}, {**after, **vars(network)}


def test_alice_s_rows_are_the_equations_in_numbers():
    before, after = run_equations()
    equations = {row[0]: row[1] for row in table("no.", "equation", "line")}
    rows = table("no.", "quantity", "value", "in numbers")
    assert [row[0] for row in rows] == [*map(str, [*range(4, 10), 3, *range(10, 25)])]
    for number, quantity, value, numbers in rows:
        right = re.split(" = | ← ", equations[number])[1]
        right = "(y_true − y_pred)²" if number == "3" else right  # because n is 1
        expected = re.sub(
            r"\b(?!sigmoid)[a-z]\w+",
            lambda name: f"({to_python(rounded(before[name[0]]))})",
            to_python(right),
        )
        new = rounded(after[to_python(quantity)])
        right = f"if the code is right, row {number} is {new} and {expected}"
        assert value == new and tree(to_python(numbers)) == tree(expected), right


def test_your_turn_shows_every_quantity_of_its_step():
    head = "x₁ x₂ y_true learning_rate".split()
    [row] = table(*head)
    sample = {to_python(name): float(to_python(n)) for name, n in zip(head, row)}
    before, after = run_equations(**sample)
    forward = "sum_h₁ h₁ sum_h₂ h₂ sum_o₁ y_pred L".split()
    backward = "∂L/∂y_pred ∂L/∂sum_o₁ ∂L/∂h₁ ∂L/∂sum_h₁ ∂L/∂h₂ ∂L/∂sum_h₂".split()
    for head in (forward, backward):
        assert table(*head) == [[rounded(after[to_python(name)]) for name in head]]
    parameters = " ".join(f"{after[name]:7.4f}" for name in NAMES)
    assert parameters in README, "the second step must print these parameters"


def test_where_it_stops_names_the_equation_that_makes_what_differs():
    rows = table("it stops at", "what differs", "look at")
    for place in {row[0] for row in rows} - {"", "an import", "a line without output"}:
        assert f"  # {place}\n" in README, f"no example has the comment # {place}"
    looks = {to_python(what) or place: equations_in(look) for place, what, look in rows}
    facts = {"the graph": {1, 2}, "the loss": {3}, "w5, w6 and b3": {22, 23, 24}}
    facts["these six"] = {12, 13, 14, 15}
    assert {what: looks[what] for what in facts} == facts
    _, right = run_equations()
    for number in range(4, 25):
        _, broken = run_equations(broken=number)
        names = ["h1", "h2", "y_pred", *NAMES]
        differ = [name for name in names if broken[name] != right[name]]
        what = {1: "one parameter", 3: "{}, {} and {}", 9: "all nine"}.get(len(differ))
        what = what.format(*differ) if what else differ[0]  # the first output
        what = what.replace("y_pred", "y_pred alone")
        assert number in looks[what], f"the row {what} must name equation {number}"


def test_each_box_of_the_way_back_is_the_box_above_times_its_arrow():
    before, after = run_equations()
    exact = {name[6:]: after[name] for name in after if name.startswith("d_L_d_")}
    exact.update((name, before[name] - after[name]) for name in NAMES)
    picture = re.search("```mermaid\n(flowchart TD.*?)```", README, re.DOTALL)[1]
    boxes = re.findall(r'^ +(\w+)\["∂L/∂(.+)<br>(.+)"\]$', picture, re.MULTILINE)
    assert {box[0] for box in boxes} == set(exact) and len(boxes) == len(exact)
    for box, name, number in boxes:
        right = f"the box {box} must have {rounded(exact[box])}"
        assert (to_python(name), number) == (box, rounded(exact[box])), right
    arrow = r'^ +(\w+) -- "× (.+?)(?:<br>(.+))?" --> (\w+)$'
    arrows = re.findall(arrow, picture, re.MULTILINE)
    assert sorted(["y_pred", *(end for *_, end in arrows)]) == sorted(exact)
    for top, formula, number, end in arrows:
        factor = eval(to_python(formula), dict(before))
        right = f"the arrow to {end} must have {rounded(factor)}"
        assert (number or formula) == rounded(factor), right
        assert exact[end] == pytest.approx(exact[top] * factor), f"the arrow to {end}"


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
            for formula, reason in table(head, "because"):
                value = eval(to_python(formula).lstrip("= "), names)
                assert value == pytest.approx(exact), f"{head} {formula}"


def test_what_to_write_has_the_signatures_and_the_equations_of_the_module():
    sketch = re.search("```python\n(from.*?)```", README, re.DOTALL)[1]
    [people] = re.findall("^PEOPLE = (.+?)  #", sketch, re.MULTILINE)
    assert ast.literal_eval(people) == PEOPLE[:1]
    functions = {text.split(":")[0]: text for text in MODULE.split("def ")}
    for line in re.findall("def (.+)", sketch):
        signature, comment = line.split(": ...")
        assert signature in functions, f"the module has no {signature}"
        made = re.findall(r"# \((\d+)\)", functions[signature])
        assert equations_in(comment) == {int(number) for number in made}, signature


def test_the_people_of_the_readme_are_those_of_the_module():
    rows = [[name, *map(rounded, (*x, y_true))] for name, x, y_true in PEOPLE]
    assert table("name", "x₁ = pounds − 135", "x₂ = inches − 66", "y_true") == rows


def test_the_picture_has_the_weights_and_biases_of_the_equations():
    picture = re.search("```mermaid\n(flowchart LR.*?)```", README, re.DOTALL)[1]
    arrow = r'^ +(\w+)\S* -- "(\w+)" --> (\w+)'
    drawn, expected = re.findall(arrow, to_python(picture), re.MULTILINE), []
    for number, neuron in (("4", "h1"), ("6", "h2"), ("8", "o1")):
        total, formula = LINES[number].replace("self.", "").split(" = ")
        *products, bias = formula.split(" + ")
        assert f'{neuron}(["{neuron}, bias {bias}"])' in to_python(picture)
        expected += [(*product.split(" * ")[::-1], neuron) for product in products]
    assert sorted(drawn) == sorted(expected)
    for part in ("x1((x₁))", "x2((x₂))", "o1 --> y_pred"):
        assert part in picture, f"the picture must have {part}"


VARIATIONS = {  # what is different in the loss: the hidden neurons, or the error
    "ReLU": {"hidden": lambda z: z if z.real > 0 else 0},
    "cross-entropy": {"error": cross_entropy},
}
SHOWN_VARIATIONS = re.findall(
    r"^\| *(?!no\.)(\S.*?) *\| *equation *\| *line", README, re.M
)


@pytest.mark.parametrize("name", sorted({*VARIATIONS, *SHOWN_VARIATIONS}))
def test_a_variation_steps_along_the_derivatives_of_its_loss(name):
    assert name in VARIATIONS, f"say in VARIATIONS what is different in {name}"
    text, names = MODULE, {}
    for number, equation, line in table(name, "equation", "line"):
        same = tree(to_python(equation)) == tree(line.strip("`").replace("self.", ""))
        assert same, f"{name}, equation {number} and its line must say the same"
        text = text.replace(LINES[number], line.strip("`"))
    exec(text, names)
    assert_exact_steps(names["NeuralNetwork"], **VARIATIONS[name])


def test_every_link_within_the_readme_leads_somewhere():
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    names = [re.sub(r"[^\w -]", "", heading).lower() for heading in headings]
    places = ["#" + name.replace(" ", "-") for name in names]
    for text, place in re.findall(r"\[([^]]+)\]\(([^)]+)\)", README):
        found = place.startswith("http") or place in places or (HERE / place).is_file()
        assert found, f"[{text}]({place}) leads nowhere"
