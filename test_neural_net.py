"""neural_net.py beside independent references, and README.md beside neural_net.py."""

import cmath
import pathlib
import random
import re
import subprocess
import sys
from decimal import Decimal, localcontext
from math import exp, inf, isfinite, nan

import pytest

from neural_net import NEW_PEOPLE, PEOPLE, NeuralNetwork
from neural_net import deriv_sigmoid, main, mse_loss, sigmoid

HERE = pathlib.Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
MODULE = (HERE / "neural_net.py").read_text(encoding="utf-8")
NAMES = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
DATA = [x for name, x, y_true in PEOPLE]
LABELS = [y_true for name, x, y_true in PEOPLE]


# The module: its formulas, its network, its training, its program.


@pytest.mark.parametrize("x", [0, 1e-9, 0.5, 2, 4.5, 36, 100, 709.7, 709.8, 745, 1e4])
def test_the_sigmoid_and_its_derivative_are_those_of_fifty_digits(x):
    for x in (x, -x):
        with localcontext() as context:
            context.prec = 50
            exact = 1 / (1 + (-Decimal(x)).exp())
            slope = exact * (1 - exact)
        assert sigmoid(x) == pytest.approx(float(exact), rel=1e-15, abs=1e-308)
        assert deriv_sigmoid(x) == pytest.approx(float(slope), rel=1e-15, abs=1e-15)


def test_the_loss_is_the_mean_of_the_squared_errors():
    assert mse_loss([1, 0, 0, 1], [0.5, 0.5, 0, 1]) == 0.125  # (0.25 + 0.25) / 4
    with pytest.raises(ValueError):
        mse_loss([1, 0], [1])


def logistic(z):  # the sigmoid of a complex number
    return 1 / (1 + cmath.exp(-z))


LOSSES = {  # what is different in the hidden neurons or the error, for complex z
    "the module": {},
    "ReLU": {"hidden": lambda z: z if z.real > 0 else 0},
    "cross-entropy": {"error": lambda t, p: -cmath.log(p**t * (1 - p) ** (1 - t))},
}


def exact_gradient(old, x, y_true, hidden=logistic, error=lambda t, p: (t - p) ** 2):
    """Return the nine derivatives by name, exact: L(w + 1e-30j) is L + 1e-30j * L'."""

    def loss(w1, w2, w3, w4, w5, w6, b1, b2, b3):
        h1 = hidden(w1 * x[0] + w2 * x[1] + b1)
        h2 = hidden(w3 * x[0] + w4 * x[1] + b2)
        return error(y_true, logistic(w5 * h1 + w6 * h2 + b3))

    moved = {name: {**old, name: old[name] + 1e-30j} for name in NAMES}
    return {name: loss(**moved[name]).imag / 1e-30 for name in NAMES}


def test_a_network_starts_from_nine_normal_draws_the_same_for_the_same_seed():
    state, normal = random.getstate(), random.Random(5).gauss
    assert vars(NeuralNetwork(seed=5)) == {name: normal(0, 1) for name in NAMES}
    assert random.getstate() == state, "the global generator must be left alone"


def test_training_is_a_step_for_each_sample_in_order_and_goes_on():
    for samples, labels in (
        (([2, -1], (-1, 3)), [True, 0.25]),
        ([(Decimal(2), -1), (-1, Decimal(3))], [Decimal(1), Decimal("0.25")]),
    ):
        network = NeuralNetwork(seed=1)
        expected = dict(vars(network))
        network.train(samples, labels, epochs=0)
        assert vars(network) == expected, "without epochs nothing happens"
        network.train(samples, labels, learning_rate=0.7, epochs=2)
        network.train(samples, labels, learning_rate=0.7, epochs=1)
        for x, y_true in [((2, -1), 1), ((-1, 3), 0.25)] * 3:
            gradient = exact_gradient(expected, x, y_true)
            expected = {name: expected[name] - 0.7 * gradient[name] for name in NAMES}
        assert vars(network) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "changed, error, shown",
    [
        ({"all_y_trues": [1]}, ValueError, "1.*2"),
        ({"all_y_trues": [1, 1.5]}, ValueError, "1.5"),
        ({"all_y_trues": [1, -1]}, ValueError, "-1"),
        ({"data": [(1, 2), (nan, 4)]}, ValueError, "nan"),
        ({"data": [(1, 2), (3, inf)]}, ValueError, "inf"),
        ({"data": [(1, 2), "34"]}, TypeError, None),
    ],
)
def test_bad_data_is_an_error_before_anything_has_changed(changed, error, shown):
    network = NeuralNetwork(seed=0)
    good = {"data": [(1, 2), (3, 4)], "all_y_trues": [1, 0], "epochs": 2}
    with pytest.raises(error, match=shown):
        network.train(**{**good, **changed})
    assert vars(network) == vars(NeuralNetwork(seed=0))
    network.train(**good)  # so the change was all that was wrong


def run(*words, folder=HERE):
    """Run Python with these words, as at a command line."""
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")


def test_the_program_prints_one_screen_and_main_takes_a_seed_and_a_rate(capsys):
    output = run("neural_net.py").stdout
    assert f"```\n{output}```\n" in README, f"README.md must show this:\n{output}"
    lines = output.splitlines()
    assert len(lines) <= 22 and max(map(len, lines)) <= 80, "it must fit a screen"
    main(seed=5, learning_rate=0.7)
    network = NeuralNetwork(seed=5)
    network.train(DATA, LABELS, learning_rate=0.7)
    y_preds = [network.feedforward(x) for name, x, label in PEOPLE + NEW_PEOPLE]
    rows = capsys.readouterr().out.splitlines()[-len(y_preds) :]
    assert [row.split()[-1] for row in rows] == [f"{y_pred:.3f}" for y_pred in y_preds]


# The page: its examples, its lines and equations, its numbers, figures and links.

EQUATIONS = [  # number, equation, and Alice's value and numbers where it has them
    [cell.strip() for cell in row.split("|")]
    for row in re.findall(r"^\| +(\d* +\| \S+ [=←] [^`\n]+) \|$", README, re.MULTILINE)
]
ROWS = r".*\n.*\n((?:\|.*\n)+)"  # those of a table, after the beginning of its head
VARIATIONS = dict(re.findall(r"\| +([\w-]+) \| equation .* line " + ROWS, README))


def line(number):
    """Return the line of the module that ends in the number of this equation."""
    found = re.findall(rf"^ *(.+)  # \({number}\)$", MODULE, re.MULTILINE)
    assert len(found) == 1, f"one line of neural_net.py must end in # ({number})"
    return found[0]


def test_the_examples_agree_and_find_the_slip_of_the_first_screen(tmp_path):
    check = "-X utf8 -m doctest -f README.md".split()
    assert f"```\npython {' '.join(check)}\n```" in README
    in_idle = re.findall(r"`(import doctest|doctest\.testfile\([^`]+\))`", README)
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
    assert output == run("neural_net.py").stdout, "/ x2 shows here: use another slip"
    [turn] = re.findall(r"`(step\(.+?\))`", README)
    assert f">>> stepped.{turn}\n>>> show(stepped)  # your turn\n" in README, turn
    found = run(*check, folder=tmp_path).stdout
    assert "  # your turn\n" in found, f"the slip must show at your turn:\n{found}"


def to_python(formula):
    """Return a formula of the page as Python: "∂L/∂h₁ × w₅" as "d_L_d_h1*w5"."""
    formula = re.sub(r"∂(\w+)/∂(\w+)", r"d_\1_d_\2", formula)
    formula = re.sub(r"(\w+) ← \1 − ", r"\1 -= ", formula)
    formula = re.sub(r"Σ\[(.+)\]", r"sum(\1 for y_true, y_pred in pairs)", formula)
    formula = formula.replace("e^", "exp").replace("²", "**2").replace("σ", "sigmoid")
    return formula.translate(str.maketrans("₁₂₃₄₅₆×−", "123456*-", " "))


def assert_same(number, equation, code):
    """Compare an equation of the page with a line of code, spaces and self aside."""
    if code.startswith("return "):  # what is on the left is what the function is called
        equation, code = equation.split(" = ")[1], code[len("return ") :]
    right = f"equation {number} and its line differ, ∂L/∂h₁ being d_L_d_h1: {code}"
    assert to_python(equation) == re.sub(r"self\.| ", "", code), right


def test_every_equation_is_the_line_with_its_number_and_the_page_has_both_once():
    numbered = [row for row in EQUATIONS if row[0]]
    assert [row[0] for row in numbered] == [str(n) for n in range(1, 25)]
    for number, equation, *others in numbered:
        assert_same(number, equation, line(number))
        shown = ">>> " * (int(number) > 3) + f"{line(number)}  # ({number})"
        assert README.splitlines().count(shown) == 1, f"the page needs once: {shown}"


@pytest.mark.parametrize("name", sorted({*LOSSES, *VARIATIONS}))
def test_a_step_of_the_pasted_class_follows_the_nine_derivatives(name):
    assert name in LOSSES, f"say in LOSSES what is different in the loss of {name}"
    assert name in ["the module", *VARIATIONS], f"the page has no table of {name} now"
    parts = r"^(?:def sigmoid|class NeuralNetwork).*\n(?:(?: .*)?\n)*"  # to be pasted
    text = "".join(re.findall(parts, MODULE, re.MULTILINE))
    rows = VARIATIONS.get(name, "")
    for number, equation, code in re.findall(r"(\d+) \| (.+?) +\| `(.+)`", rows):
        assert_same(number, equation, code)
        text = text.replace(line(number), code)
    names = {"exp": exp, "isfinite": isfinite, "Random": random.Random}
    exec(text, names)
    names["NeuralNetwork"]().train(DATA, LABELS)
    for seed in range(50):
        network, draw = names["NeuralNetwork"](seed), random.Random(seed).uniform
        x, y_true, rate = (draw(-2, 2), draw(-2, 2)), draw(0, 1), draw(0.1, 5)
        old = dict(vars(network))
        gradient = exact_gradient(old, x, y_true, **LOSSES[name])
        network.step(x, y_true, rate)
        expected = {name: old[name] - rate * gradient[name] for name in NAMES}
        assert vars(network) == pytest.approx(expected, rel=1e-12), f"seed {seed}"


def numbers_of_alice():
    """Return the numbers in her tables by name, and her parameters after a step."""
    [start] = re.findall(r"^>>> start = (dict\(.+\))$", README, re.MULTILINE)
    (x1, x2), y_true = PEOPLE[0][1:]
    numbers = dict(eval(start), x1=x1, x2=x2, y_true=y_true, learning_rate=1)
    for number, equation, value, *others in EQUATIONS[3:17]:
        numbers[to_python(equation.split(" = ")[0])] = float(to_python(value))
    new = {to_python(row[1][:2]): float(to_python(row[2])) for row in EQUATIONS[17:]}
    return numbers, new


def rounded(number):
    """Return a number as the page shows it, with four decimals at most."""
    return f"{number:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def test_alice_s_tables_are_equations_in_the_numbers_that_the_examples_print():
    numbers, new = numbers_of_alice()
    for first, end in ((3, 10), (10, 17)):
        values = " ".join(row[2] for row in EQUATIONS[first:end]).replace("−", "-")
        assert f"\n{values}\n" in README, f"no example prints the table's {values}"
    values = " ".join(f"{new[name]:7.4f}" for name in NAMES)
    assert README.count(values) == 2, f"no example prints the table's {values}"

    def number(name):
        shown = rounded(numbers[to_python(name[0])])
        bare = shown[0] != "−" or name.string[: name.start()][-1:] in ("", "(")
        return shown if bare else f"({shown})"

    for no, equation, value, *in_numbers in EQUATIONS[3:]:
        right = re.split(" = | ← ", equation)[1]
        shown = re.sub(r"∂L/∂\w+|[a-z]\w*", number, right).replace(" × ", "×")
        assert in_numbers in ([], [shown]), f"{equation} in numbers: {shown}"
        same = pytest.approx(float(to_python(value)), abs=3e-4)
        assert eval(to_python(shown)) == same, f"{equation} is not {value}"
        if no in ("4", "5", "16", "18"):
            assert f"{shown} = {value}" in README, f"within a line of text: {shown}"


def test_the_figure_of_the_network_has_alice_s_numbers():
    (numbers, new), sums = numbers_of_alice(), {"h1": 4, "h2": 6, "o1": 8}
    [drawn] = re.findall("```mermaid\nflowchart LR\n((?:.+\n){6})```", README)
    for name, value in re.findall(r"(\w+) = (−?[\d.]+)", drawn):
        assert value == rounded(numbers[to_python(name)]), f"{name} in the figure"
    arrow = r'  (\w+).* -- "(\w+) = .+" --> (\w+)'
    for source, weight, end in re.findall(arrow, drawn):
        product = f"self.{to_python(weight)} * {source}"
        assert product in line(sums[end]), f"the arrow of {weight} is wrong"


def test_each_box_of_the_way_back_is_the_box_above_times_its_arrow():
    numbers, new = numbers_of_alice()
    exact = {name: numbers[name] - new[name] for name in NAMES}
    exact.update((name[6:], numbers[name]) for name in numbers if name[:6] == "d_L_d_")
    [drawn] = re.findall("```mermaid\nflowchart TD\n(.*?)```", README, re.DOTALL)
    boxes = re.findall(r'\["∂L/∂(\w+)<br>(.+?)"\]', drawn)
    right = {name: rounded(number) for name, number in exact.items()}
    assert {to_python(name): number for name, number in boxes} == right
    arrows = re.findall(r'(\w+)(?:\[.+?\])? -- "× (.+?)(?:<br>(.+))?" --> (\w+)', drawn)
    for top, formula, value, end in arrows:
        factor = eval(to_python(formula), dict(numbers))
        assert (value or formula) == rounded(factor), f"to {end}: {rounded(factor)}"
        product = pytest.approx(exact[top] * factor, abs=2e-4)
        assert exact[end] == product, f"the arrow from {top} to {end}"
    assert len(arrows) == 14, "each box but the first needs an arrow"
    way = [v for *_, v, end in arrows if end in ("sum_o1", "h1", "sum_h1", "w1")]
    text = re.sub(r"[()]", "", README).replace("\n", " ")
    assert " × ".join([rounded(exact["y_pred"]), *way]) in text, f"the way is {way}"


def equations_in(cell):
    """Return the equations that a cell or a comment names: "4, 6 to 8" names four."""
    found = re.findall(r"\b(\d+)(?: to (\d+))?", cell)
    return {n for a, b in found for n in range(int(a), int(b or a) + 1)}


def test_where_it_stops_leads_from_the_examples_to_all_equations():
    rows = "".join(re.findall(r"^\| it stops at " + ROWS, README, re.MULTILINE))
    assert rows, "no table's head begins with: it stops at (renamed? so do it here)"
    rungs = set(re.findall(r"^\| (\S.*?) +\|", rows, re.MULTILINE))
    for rung in rungs - {"no comment", "anywhere", "elsewhere"}:
        assert f"  # {rung}\n" in README, f"no example has the comment # {rung}"
    facts = ["h₁ | 4, 5", "h₂ | 6, 7", "only y_pred | 8, 9", "w₁, w₂ and b₁ | 12, 13;"]
    for fact in [*facts, "w₃, w₄ and b₂ | 14, 15;"]:
        assert f"| {fact}" in re.sub(" +", " ", rows), f"a row must have {fact}"
    assert equations_in(rows) == set(range(1, 25)), "each equation needs a row"


def test_what_to_write_and_to_know_by_heart_is_what_the_module_has():
    assert re.search(r"\nPEOPLE = \[(.+)\]", README)[1] in MODULE
    functions = {text.split(":")[0]: text for text in MODULE.split("def ")}
    for signature, comment in re.findall(r"def (.+): \.\.\.  # (.+)", README):
        assert signature in functions, f"the module has no {signature}"
        made = {int(n) for n in re.findall(r"  # \((\d+)\)\n", functions[signature])}
        assert equations_in(comment.split("equation")[-1]) == made, signature
    [slopes] = re.findall(r"^σ′\(x\) = (.+)$", README, re.MULTILINE)
    for formula in slopes.split(" = "):
        slope = eval(to_python(formula), {"x": 0.7, "exp": exp, "sigmoid": sigmoid})
        assert slope == pytest.approx(deriv_sigmoid(0.7)), f"σ′(x) is not {formula}"
    rights = dict(row[1].split(" = ") for row in EQUATIONS if " = " in row[1])
    for left in ("∂L/∂sum_o₁", "∂L/∂sum_h₁", "∂L/∂sum_h₂"):
        first, factors = rights[left].split(" ", 1)
        shown = f"{left} = {rights[first]} {factors}"
        assert f"\n{shown}\n" in README, f"to know by heart: {shown}"


def test_every_link_within_the_readme_leads_somewhere():
    heads = re.findall(r"^#+ (.+)$", README.lower(), re.MULTILINE)
    places = {"#" + re.sub(r"[^\w -]", "", head).replace(" ", "-") for head in heads}
    nowhere = set(re.findall(r"\]\(((?!http)[^)]+)\)", README)) - places - {"LICENSE"}
    assert not nowhere, f"{nowhere} must be a heading"
