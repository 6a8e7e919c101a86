"""How a model is said: quantities with sources, flows, models, systems and their joints."""

from engraft.kernel.expression import TIME, Expression, absolute, exp, log, maximum, minimum, select, sqrt, tanh
from engraft.language.describe import describe, share_assumed
from engraft.language.dimension import dimension_of
from engraft.language.graph import Chain, chain
from engraft.language.join import join
from engraft.language.model import Model
from engraft.language.parse import parse
from engraft.language.quantities import Flow, Hazard, Observable, Parameter, Port, Rate, State, quantity
from engraft.language.source import Assumed, Calibrated, Chosen, Paper, Source
from engraft.language.system import System

__all__ = [
    "TIME",
    "Assumed",
    "Calibrated",
    "Chain",
    "Chosen",
    "Expression",
    "Flow",
    "Hazard",
    "Model",
    "Observable",
    "Paper",
    "Parameter",
    "Port",
    "Rate",
    "Source",
    "State",
    "System",
    "absolute",
    "chain",
    "describe",
    "dimension_of",
    "exp",
    "join",
    "log",
    "maximum",
    "minimum",
    "parse",
    "quantity",
    "select",
    "share_assumed",
    "sqrt",
    "tanh",
]
