"""The JSON shapes of requests and answers, for the HTTP API and the command line alike.

Every offset is a code point of the document's stored text, end exclusive.
"""

MAX_QUESTION = 2000
MAX_K = 200
# Values of one filter.
MAX_VALUES = 50
# Characters of what comes in the address of a page; the server takes no longer line.
MAX_ADDRESS = 60_000
# A cursor may hold the longest id, escaped. In an address any character of what is none may take
# three, which the server still takes in: beyond that it hangs up instead of answering.
MAX_CURSOR = 20_000
DEFAULT_K = 10
# Passages that a quotation is compared with are no more.
MAX_OCCURRENCES = 50
