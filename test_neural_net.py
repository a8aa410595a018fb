"""neural_net.py against something independent, and README.md against neural_net.py."""

import ast
import cmath
import decimal
import doctest
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
from math import exp, inf, log, nan

import pytest

import neural_net
from neural_net import NEW_PEOPLE, PEOPLE, NeuralNetwork, deriv_sigmoid, mse_loss, sigmoid

HERE = pathlib.Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
MODULE = (HERE / "neural_net.py").read_text(encoding="utf-8")
NAMES = ["w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"]
_, DATA, LABELS = zip(*PEOPLE)
LINES = {int(number): line  # the lines of the module that end in a number comment
         for line, number in re.findall(r"^ *(.+?)  # \((\d+)\)$", MODULE, re.MULTILINE)}


def test_the_sigmoid_and_its_derivative_are_exact_to_a_few_last_digits():
    xs = [5e-324, 1e-9, 708.3, 709.7, 709.8, *(k / 9 for k in range(400)), *range(45, 745)]
    with decimal.localcontext() as context:
        context.prec = 50
        for x in xs + [-x for x in xs]:
            exact = 1 / (1 + decimal.Decimal(-x).exp())
            error = abs(decimal.Decimal(sigmoid(x)) - exact)
            assert error <= max(exact * decimal.Decimal(1e-15), decimal.Decimal(1e-323)), x
            assert abs(decimal.Decimal(deriv_sigmoid(x)) - exact * (1 - exact)) < 1e-15, x
    assert [sigmoid(x) for x in (-inf, -1e308, 1e308, inf)] == [0, 0, 1, 1]


def test_the_loss_is_the_mean_of_the_squared_errors():
    assert mse_loss([1, 0, 0, 1], [0.5, 0.5, 0, 1]) == 0.125  # (0.25 + 0.25 + 0 + 0) / 4
    for y_true, y_pred, error in (
            ([], [], ValueError), ([1, 0], [1], ValueError), ([1], [1, 0], ValueError),
            ([1], ["1"], TypeError), ([1], 1, TypeError)):
        with pytest.raises(error):
            mse_loss(y_true, y_pred)


def exact_gradient(start, x, y_true):
    """Return the nine derivatives by name, from complex steps: L(w + 1e-30j) = L + L' * 1e-30j."""
    def logistic(z):
        return 1 / (1 + cmath.exp(-z))

    def loss(w1, w2, w3, w4, w5, w6, b1, b2, b3):
        h1, h2 = logistic(w1 * x[0] + w2 * x[1] + b1), logistic(w3 * x[0] + w4 * x[1] + b2)
        return (y_true - logistic(w5 * h1 + w6 * h2 + b3)) ** 2

    return {name: loss(**dict(start, **{name: start[name] + 1e-30j})).imag / 1e-30
            for name in NAMES}


def test_a_network_starts_with_nine_normal_draws_the_same_for_the_same_seed():
    state = random.getstate()
    draws = [draw for seed in range(1000) for draw in NeuralNetwork(seed).parameters()]
    assert len(set(draws)) == 9000 and abs(sum(draws) / 9000) < 0.04
    for reach, share in ((1, 0.6827), (2, 0.9545), (3, 0.9973)):
        assert abs(sum(abs(draw) < reach for draw in draws) / 9000 - share) < 0.015
    assert vars(NeuralNetwork(seed=5)) == dict(zip(NAMES, draws[45:54]))
    assert NeuralNetwork().parameters() != NeuralNetwork().parameters()
    assert random.getstate() == state  # the global generator is left alone


def test_a_step_subtracts_all_nine_derivatives_and_training_takes_the_samples_in_order():
    data, labels, exactly = [(1.3, -0.4), (-0.7, 1.9)], [1, 0.2], decimal.Decimal
    for seed in range(25):
        network = NeuralNetwork(seed)
        expected = dict(zip(NAMES, network.parameters()))
        network.train(iter(data), map(exactly, labels), exactly("0.7"), epochs=2)  # any numbers do
        for x, y_true in list(zip(data, labels)) * 2:
            gradient = exact_gradient(expected, x, y_true)
            expected = {name: expected[name] - 0.7 * gradient[name] for name in NAMES}
        assert dict(zip(NAMES, network.parameters())) == pytest.approx(expected, rel=1e-12)
        assert {type(value) for value in network.parameters()} == {float}


def test_the_class_runs_alone_with_the_sigmoid_and_two_imports():
    names = {"exp": exp, "Random": random.Random}
    for part in re.findall(r"^(?:def sigmoid|class).*\n(?:(?: .*)?\n)+", MODULE, re.MULTILINE):
        exec(part, names)
    names["NeuralNetwork"](seed=0).step(-2, -1, y_true=1, learning_rate=0.1)


GOOD = {"data": [(1, 2), (-3, 4)], "all_y_trues": [1, 0], "learning_rate": 0.1, "epochs": 2}


@pytest.mark.parametrize("name, bad, error, shown", [
    ("data", [], ValueError, "0"),
    ("data", [(1, 2)], ValueError, "1"),
    ("data", [(1, 2), (-3, 4, 5)], ValueError, None),
    ("data", [(1, 2), (nan, 4)], ValueError, "nan"),
    ("data", [(1, 2), "34"], TypeError, None),
    ("all_y_trues", [1.01, 0], ValueError, "1.01"),
    ("all_y_trues", [1, -0.01], ValueError, "-0.01"),
    ("all_y_trues", [1, nan], ValueError, "nan"),
    ("all_y_trues", [1, "0"], TypeError, None),
    ("learning_rate", 0, ValueError, "learning_rate.* 0$"),
    ("learning_rate", nan, ValueError, "learning_rate.* nan$"),
    ("learning_rate", inf, ValueError, "learning_rate.* inf$"),
    ("epochs", -1, ValueError, "epochs.* -1$"),
    ("x", (1, nan), ValueError, "nan"),
    ("x", (1e308, 1e308), OverflowError, "1e[+]308")])
def test_bad_input_raises_an_error_and_changes_nothing(name, bad, error, shown):
    network = NeuralNetwork(seed=0)
    network.w1, network.w2 = 2.0, -2.0
    before = network.parameters()
    with pytest.raises(error, match=shown):
        network.feedforward(bad) if name == "x" else network.train(**dict(GOOD, **{name: bad}))
    assert network.parameters() == before
    network.train(**GOOD)  # so what was changed is all that was wrong
    assert network.parameters() != before


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_that_is_not_finite_after_training_is_an_error(name):
    network = NeuralNetwork(seed=0)
    setattr(network, name, inf)
    with pytest.raises(OverflowError):
        network.train(**dict(GOOD, epochs=0))


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, LookupError])
def test_whatever_ends_training_early_puts_the_old_parameters_back(error):
    def interrupted(*_):
        network.w1 = 7.0
        raise error

    network = NeuralNetwork(seed=0)
    before, network.step = network.parameters(), interrupted
    with pytest.raises(error):
        network.train(**GOOD)
    assert network.parameters() == before


ENVIRONMENT = {key: os.environ[key] for key in os.environ if not re.search("^PYTHON|COLOR", key)}
ENVIRONMENT.update(PYTHONIOENCODING="ascii", COLUMNS="80", NO_COLOR="1")  # not the caller's own
PROGRAM = [sys.executable, "-u", "neural_net.py"]
PIPES = dict(env=ENVIRONMENT, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(*words):
    """Run the program with these options; return its exit status, output and error output."""
    done = subprocess.run([*PROGRAM, *words], **PIPES)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("epochs, seed, learning_rate, marks", [
    (1000, 0, 0.1, [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]),
    (250, 3, 0.1, [0, 1, 2, 5, 10, 20, 50, 100, 200, 250]),
    (10, 0, 1.0, [0, 1, 2, 5, 10]), (0, 0, 0.1, [0])])
def test_the_program_prints_losses_and_predictions(epochs, seed, learning_rate, marks):
    status, output, errors = run("--epochs", str(epochs), "--seed", str(seed),
                                 "--learning-rate", str(learning_rate))
    rows = re.findall(r"^Epoch (\d+) loss: (\d\.\d{3}) +\|(#*)$", output, re.MULTILINE)
    assert (status, errors, [int(epoch) for epoch, _, _ in rows]) == (0, "", marks)
    for epoch, loss, bar in rows:
        assert abs(0.02 * len(bar) - float(loss)) <= 0.01 + 0.0005, epoch  # half a mark or digit
    network = NeuralNetwork(seed)
    network.train(DATA, LABELS, learning_rate, epochs)
    predictions = [f"{network.feedforward(x):.3f}" for _, x, _ in PEOPLE + NEW_PEOPLE]
    assert [row.split()[-1] for row in output.splitlines()[-6:]] == predictions


@pytest.mark.parametrize("epochs", [1000, 9_999_999, 10 ** 9])
def test_the_output_fits_a_screen_for_any_number_of_epochs(epochs, capsys, monkeypatch):
    monkeypatch.setattr(NeuralNetwork, "train", lambda *_: None)
    monkeypatch.setattr(neural_net, "mse_loss", lambda *_: 1.0)  # the largest there can be
    neural_net.main(0.1, epochs, 0)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 22 and max(map(len, lines)) <= 80  # beside the command and a prompt
    assert lines[0].startswith("Epoch 0 ") and lines[-9].startswith(f"Epoch {epochs} ")


def test_help_names_the_defaults_of_a_plain_run_which_the_readme_shows():
    plain = run()
    defaults = re.findall(r"(--[\w-]+) [A-Z_]+\s+.+ \(default: (.+)\)", run("--help")[1])
    assert [name for name, _ in defaults] == ["--learning-rate", "--epochs", "--seed"]
    assert run(*(word for pair in defaults for word in pair)) == plain
    assert block("", holding="Epoch") == plain[1], f"README.md must show this:\n{plain[1]}"


@pytest.mark.parametrize("words, named", [
    ("--epochs -5", "epochs.*-5"), ("--epochs 1.5", "epochs.*1.5"), ("--seed one", "seed.*one"),
    ("--learning-rate 0", "learning_rate.*0"), ("--learning-rate nan", "learning_rate.*nan"),
    ("--learning-rate big", "learning-rate.*big"), ("--layers 3", "--layers")])
def test_a_bad_option_gets_the_usage_one_line_that_names_it_and_status_2(words, named):
    status, output, errors = run(*words.split())
    assert (status, output) == (2, "")
    usage, message = errors.split("neural_net.py: error: ")
    assert usage.startswith("usage: ") and re.search(named, message) and message.count("\n") == 1


def test_an_error_that_is_no_bad_option_is_not_hidden():
    program = "import builtins, runpy; builtins.print = None; runpy.run_path(*{}, '__main__')"
    done = subprocess.run([sys.executable, "-c", program.format(("neural_net.py", {}))], **PIPES)
    assert "TypeError" in done.stderr and done.returncode == 1


def test_ctrl_c_and_a_closed_pipe_end_the_program_quietly_and_by_their_signals():
    with subprocess.Popen([*PROGRAM, "--epochs", "9000000"], **PIPES) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == "" and process.wait() == -signal.SIGINT
    with subprocess.Popen(PROGRAM, **PIPES) as process:
        process.stdout.close()
        ended = process.stderr.read(), process.wait()
    assert not hasattr(signal, "SIGPIPE") or ended == ("", -signal.SIGPIPE)


def table(*head):
    """Return the rows, each a list of cells, of all tables whose head begins with these cells."""
    tables = [[[cell.strip() for cell in line[1:-1].split("|")] for line in text.splitlines()]
              for text in re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE)]
    found = [row for rows in tables if rows[0][:len(head)] == list(head) for row in rows[2:]]
    assert found, f"README.md has no table whose head begins with: | {' | '.join(head)} |"
    return found


def block(language, holding):
    """Return the one fenced block that is marked with this language, or none, and holds a text."""
    found = [text for mark, text in re.findall(r"^```(\w*)\n(.*?)^```$", README, re.M | re.S)
             if mark == language and holding in text]
    assert len(found) == 1, f"README.md has {len(found)} blocks ```{language} with: {holding}"
    return found[0]


def to_python(equation):
    """Return an equation of the README as a line of Python.

    "w₁ ← w₁ − learning_rate × ∂L/∂sum_h₁" becomes "w1 -= learning_rate * d_L_d_sum_h1".
    """
    for old, new in ((r"(\w+) ← \1 − ", r"\1 -= "), (r"∂(\w+)/∂(\w+)", r"d_\1_d_\2"),
                     (r"Σ\[(.+)\]", r"sum(\1 for y_true, y_pred in pairs)"), (r"e\^", "exp"),
                     ("σ", "sigmoid"), ("ln", "log"), ("×", "*"), ("−", "-"), ("²", " ** 2")):
        equation = re.sub(old, new, equation)
    return equation.translate(str.maketrans("₁₂₃₄₅₆", "123456"))


def test_every_example_of_the_readme_prints_what_it_shows():
    result = doctest.testfile(str(HERE / "README.md"), module_relative=False, encoding="utf-8")
    assert result.attempted and not result.failed, "if the code is right, paste each Got above"


def test_every_equation_is_the_line_with_its_number():
    rows = table("no.", "equation")
    assert [int(number) for number, _, _ in rows] == list(LINES) == list(range(1, len(rows) + 1))
    for number, equation, shown in rows:
        line, equation = LINES[int(number)], to_python(equation)
        assert shown == f"`{line}`", f"equation {number} must have the line `{line}`"
        if line.startswith("return "):  # the left side is what the function is called
            line, equation = line[len("return "):], equation.split(" = ")[1]
        same = ast.dump(ast.parse(line.replace("self.", ""))) == ast.dump(ast.parse(equation))
        assert same, f"equation {number} says: {equation}"


def test_every_line_of_a_derivation_is_the_derivative():
    for x, y_true in ((-2.5, 0), (-0.3, 1), (0.8, 0.3), (3, 0), (3, 1)):
        def cross_entropy(z):
            return -y_true * log(sigmoid(z)) - (1 - y_true) * log(1 - sigmoid(z))

        values = {"x": x, "y_true": y_true, "y_pred": sigmoid(x), "exp": exp, "sigmoid": sigmoid}
        for head, function in (("σ′(x)", sigmoid), ("∂L/∂sum_o₁", cross_entropy)):
            difference = (function(x + 1e-5) - function(x - 1e-5)) / 2e-5
            for formula, _ in table(head):
                value = eval(to_python(formula).lstrip("= "), values)
                assert value == pytest.approx(difference, rel=1e-6), formula


def shown(value):
    """Return a number as the tables have it: with four decimals at most, and "−" for "-"."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace("-", "−")


def test_the_step_by_hand_is_every_equation_in_numbers_and_the_chain_its_factors():
    start = to_python(re.search("^w₁ = 3, .+$", README, re.MULTILINE)[0])
    network, old = NeuralNetwork(), dict(part.split(" = ") for part in start.split(", "))
    vars(network).update((name, int(value)) for name, value in old.items())
    values = dict(self=network, sigmoid=sigmoid, x1=-2, x2=-1, y_true=1, learning_rate=1)
    assert "Alice, so x₁ = −2, x₂ = −1 and y_true = 1" in README
    rights = {number: re.split(" = | ← ", equation)[1]
              for number, equation, _ in table("no.", "equation")}
    rights["3"] = "(y_true − y_pred)²"  # as n is 1

    def now(quantity):  # the value of "w₁" or "sum_h₁"
        return shown({**values, **vars(network)}[to_python(quantity)])

    for number, quantity, formula, value in table("no.", "quantity"):
        expected = re.sub(r"∂\w+/∂\w+|[a-z]\w*", lambda name: now(name[0]), rights[number])
        assert re.sub("[() ]", "", formula) == re.sub("[() ]", "", expected), (number, quantity)
        exec("L = (y_true - y_pred) ** 2" if number == "3" else LINES[int(number)], values)
        assert value == now(quantity), f"{number}, {quantity}: must be {now(quantity)}"
    assert [int(row[0]) for row in table("no.", "quantity")] == [*range(4, 10), 3, *range(10, 25)]

    [_, *factors], [_, *numbers], [result, *results] = table("∂L/∂w₁ =")
    chain = "∂L/∂w₁ = ∂L/∂y_pred × ∂y_pred/∂sum_o₁ × ∂sum_o₁/∂h₁ × ∂h₁/∂sum_h₁ × ∂sum_h₁/∂w₁"
    assert chain in README.replace("|", " ").replace("  ", " ")
    for factor, number, value in zip(factors, numbers, results):
        assert rights[number].endswith(factor), f"{factor} must be the last factor of {number}"
        exact = shown(eval(to_python(factor), dict(values, w5=int(old["w5"]))))
        assert value == exact, f"the factor {factor} must be {exact}"
    assert result == shown(int(old["w1"]) - network.w1) + " ="


def test_the_people_and_the_picture_are_those_of_the_module():
    for (name, x, y_true), row in zip(PEOPLE, table("name", "x₁ = pounds − 135")):
        assert row == [name, *map(shown, (*x, y_true))], f"README.md has {name} wrong"
    assert "# (pounds - 135, inches - 66)" in MODULE and "x₂ = inches − 66" in README
    picture, expected = to_python(block("mermaid", holding="-->")), set()
    for number, neuron in ((4, "h1"), (6, "h2"), (8, "o1")):
        *products, bias = LINES[number].replace("self.", "").split(" = ")[1].split(" + ")
        assert f'{neuron}(["{neuron}, bias {bias}"])' in picture
        expected.update((*product.split(" * "), neuron) for product in products)
    drawn = re.findall(r'^ +(\w+)\S* -- "(\w+)" --> (\w+)', picture, re.MULTILINE)
    assert {(weight, source, neuron) for source, weight, neuron in drawn} == expected
    assert all(part in picture for part in ("x1((x1))", "x2((x2))", "o1 --> y_pred"))


def test_any_number_of_layers_takes_the_same_steps_and_learns_what_the_readme_says():
    names, network = {"Random": random.Random, "sigmoid": sigmoid}, NeuralNetwork(seed=0)
    exec(block("python", holding="def make"), names)
    w1, w2, w3, w4, w5, w6, b1, b2, b3 = network.parameters()
    layers = [[[w1, w2, b1], [w3, w4, b2]], [[w5, w6, b3]]]
    names["step"](layers, DATA[0], [LABELS[0]], 0.5)
    network.step(*DATA[0], LABELS[0], 0.5)
    assert sorted(sum(sum(layers, []), [])) == pytest.approx(sorted(network.parameters()), 1e-12)
    xor, people = {(0, 0): 0, (0, 1): 1, (1, 0): 1, (1, 1): 0}, dict(zip(DATA, LABELS))
    for sizes, labels, rate, epochs, loss in (([2, 3, 1], xor, 0.5, 5000, 0.02),
                                               ([2, 1], people, 0.1, 1000, 0.00015)):
        other = names["make"](sizes, seed=0)
        for x in [*labels] * epochs:
            names["step"](other, x, [labels[x]], rate)
        assert mse_loss(labels.values(), (names["forward"](other, x)[-1][0] for x in labels)) < loss
    assert sum(sum(names["make"]([2, 2, 1], 5), []), []) == [*NeuralNetwork(5).parameters()]


def test_every_link_within_the_readme_leads_somewhere():
    headings = [re.sub(r"[^\w -]", "", line).lower().replace(" ", "-")
                for line in re.findall(r"^#+ (.+)$", README, re.MULTILINE)]
    for text, place in re.findall(r"\[([^]]+)\]\((?!https?:)#?([^)]+)\)", README):
        assert place in headings or (HERE / place).exists(), f"the link [{text}] leads nowhere"


def test_ci_runs_the_commands_of_the_readme():
    commands = (HERE / ".ci" / "run").read_text()
    assert f"({block('', holding='pytest').strip()})" in commands
    assert block("", holding="doctest README.md") in commands


# The variations: folds called "Solution: NAME" with a diff, each with a row of that name.
DIFFS = dict(re.findall(r"<summary>Solution: ([^<]+)</summary>[^<]*?```diff\n(.*?)^```",
                        README, re.MULTILINE | re.DOTALL))
PARAMETER = re.compile(r"[wb]\d+$")  # other attributes are a variation's own business


def apply_diff(diff):
    """Return the module's text with each place of a diff (they are parted by empty lines) changed.

    "-        h1 = sigmoid(sum_h1)  # (5)" above "+        h1 = max(0, sum_h1)" changes that line.
    """
    text = "\n" + MODULE
    for place in re.split(r"(?<=\n)\n", diff):
        lines = place.splitlines(keepends=True)
        old = "\n" + "".join(line[1:] for line in lines if not line.startswith("+"))
        new = "\n" + "".join(line[1:] for line in lines if not line.startswith("-"))
        assert text.count(old) == 1, f"neural_net.py has {text.count(old)} times, not once:{old}"
        text = text.replace(old, new)
    return text[1:]


def load(name):
    """Return the names of the module with this variation; loss is that of one sample."""
    names = {"__name__": "variation"}
    names["loss"] = lambda network, x, y_true: (y_true - network.feedforward(x)) ** 2
    exec(compile(apply_diff(DIFFS[name]) if name in DIFFS else MODULE, name, "exec"), names)
    return names


def test_every_variation_has_a_fold_and_a_row_of_the_same_name():
    lone = {row[0] for row in table("variation", "rate")} ^ {"as it is", *DIFFS}
    assert not lone, f"a row without a fold, or a fold without a row: {lone}"
    assert README.count("```diff") == len(DIFFS), "a diff must follow <summary>Solution: NAME"


@pytest.mark.parametrize("name", DIFFS)
def test_a_variation_steps_along_the_central_differences_of_its_loss(name):
    module, uniform = load(name), random.Random(4).uniform
    for seed in range(10):
        network, expected = module["NeuralNetwork"](seed), {}
        x, y_true = (uniform(-2, 2), uniform(-2, 2)), uniform(0, 1)
        before = {key: value for key, value in vars(network).items() if PARAMETER.match(key)}
        for key, value in before.items():
            losses = []
            for moved in (value + 1e-5, value - 1e-5, value):
                setattr(network, key, moved)
                losses.append(module["loss"](network, x, y_true))
            expected[f"d_L_d_{key}"] = (losses[0] - losses[1]) / 2e-5
        network.train([x], [y_true], learning_rate=1, epochs=1)
        used = {f"d_L_d_{key}": value - getattr(network, key) for key, value in before.items()}
        assert used == pytest.approx(expected, rel=1e-6, abs=1e-9), "compare loss() in the diff"


@pytest.mark.parametrize("name", ["as it is", *DIFFS])
def test_a_variation_runs_and_the_table_shows_its_losses(name):
    module = load(name)
    module["main"](learning_rate=0.1, epochs=1, seed=0)
    rates = [row[1] for row in table("variation", "rate") if row[0] == name and row[1:]]
    row = [name, (rates + ["0.1"])[0]]
    for epochs in (10, 100, 1000):
        network = module["NeuralNetwork"](seed=0)
        network.train(DATA, LABELS, float(row[1]), epochs)
        row.append(f"{mse_loss(LABELS, map(network.feedforward, DATA)):.6f}")
    right = f"if the diff is right, so is: | {' | '.join(row)} |"
    assert row in table("variation", "rate", "10", "100", "1000"), right
    before = dict(vars(network))
    network.b3 = nan  # spreads to every parameter, and train puts all others back
    with pytest.raises(OverflowError):
        network.train(DATA, LABELS)
    changed = {key for key, value in before.items() if getattr(network, key) != value}
    assert [*filter(PARAMETER.match, changed), str(network.b3)] == ["b3", "nan"], "parameters()?"
