"""The mega backdoor Roth: room, elections, conversion and plan tests, with the law behind them."""

__version__ = "0.1.0"
