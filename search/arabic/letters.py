"""Arabic letters and marks by their names in Unicode."""

ALEF = "\u0627"
ALEF_MADDA = "\u0622"
ALEF_HAMZA_ABOVE = "\u0623"
ALEF_HAMZA_BELOW = "\u0625"
ALEF_MAKSURA = "\u0649"
HEH = "\u0647"
KAF = "\u0643"
LAM = "\u0644"
TATWEEL = "\u0640"
TEH_MARBUTA = "\u0629"
YEH = "\u064a"
# Hamza to ghain, feh to yeh: those of Arabic itself, in the order of Unicode.
LETTERS = "".join(map(chr, (*range(0x0621, 0x063B), *range(0x0641, 0x064B))))
# Fathatan to sukun.
HARAKAT = "".join(map(chr, range(0x064B, 0x0653)))
