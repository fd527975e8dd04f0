"""How is the choice of a trained network told to people? Pure."""

from grader.network_size import hidden_units, network_parameters
from grader.network_spec import Conv2d, Linear, NetworkSpec
from grader.places import cell_of
from grader.results import Candidate, HowFound
from grader.trained_networks import TrainedNetwork
from grader.trained_places import Trained


def say_found(
    taken: Trained,
    how: HowFound,
    *,
    among_files: bool = False,
    among_rivals: bool = False,
    called_final: bool = False,
) -> str:
    """Say which network was taken, and why: "model, line 7, under the heading Problem C"."""
    words = taken.where
    if among_files:
        words = f"{taken.each.file.name}: {words}"
    if how == "heading" and taken.section is not None:
        words += f", under the heading {taken.section.heading}"
    if how == "order":
        words += ", by its place among the networks trained"
    if called_final:
        words += ", called final in the file"
    elif how == "rules":
        words += ": the last that fits" if among_rivals else ": by its layers and sizes"
    if how == "picked":
        words += ": picked by a person"
    return f"{words}; trained in {_trained_in(taken)}"


def _trained_in(taken: Trained) -> str:
    network = taken.network
    first, last = network.statements
    cells = taken.each.file.cells
    places = [cell_of(line, cells) for line in (first, last)]
    if places[0] is None or places[1] is None:
        lines = (network.first.line, network.runs[-1].line)
        return f"line {lines[0]}" if lines[0] == lines[1] else f"lines {lines[0]}, {lines[1]}"
    numbers = [cell.number for cell in places if cell is not None]
    return f"cell {numbers[0]}" if numbers[0] == numbers[1] else f"cells {numbers[0]}, {numbers[1]}"


def as_candidate(
    trained: Trained, epochs: int | None, claim: tuple[float, str] | None
) -> Candidate:
    """Show a network to a person who has to choose.

    Args:
        trained: the network.
        epochs: for which it is trained, if that is known.
        claim: the accuracy that the file states, and where, if it does.
    """
    many = "" if epochs is None else f", {epochs} epoch{'s' * (epochs != 1)}"
    where = f"{trained.name}, {trained.each.place(trained.own_line)}"
    shown = f"{where}: {sizes_of(trained.network)}{many}"
    if claim is not None:
        shown += f", {100 * claim[0]:.2f}% by its own numbers"
    return Candidate(pick=trained.pick, shown=shown)


def sizes_of(network: TrainedNetwork) -> str:
    """Say in short what a network is: "784-100-10", "2 Conv2d, 38,634 parameters"."""
    spec = NetworkSpec(layers=network.network.layers, layer_count=network.network.layer_count)
    convolutions = sum(isinstance(layer, Conv2d) for layer in spec.layers)
    if convolutions:
        return f"{convolutions} Conv2d, {network_parameters(spec):,} parameters"
    linear = [layer for layer in spec.layers if isinstance(layer, Linear)]
    if not linear:
        return f"{len(spec.layers)} layers"
    if len(linear) > 6:
        return f"{len(linear)} Linear, {hidden_units(spec):,} hidden units"
    return "-".join(map(str, (linear[0].in_features, *(each.out_features for each in linear))))
