"""Numbers as an office writes them: in words under a list of payments, in digits within a sentence."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "nghìn", "triệu")
GROUPS_IN_BILLION = len(SCALES)


def spell_number(number: int) -> str:
    """Return a whole number in words: 'một triệu không trăm linh năm nghìn' for 1.005.000.

    One choice of each pair that is heard: 'linh' (not 'lẻ'), 'tư' after a ten from twenty on, 'nghìn' (not 'ngàn'). Groups of three zeros
    are left out. Raise ValueError for a negative number.
    """
    if number < 0:
        raise ValueError(f"{number} is negative: nothing is paid by taking")
    if number == 0:
        return DIGITS[0]
    groups = []  # from the ones up, three digits each
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words = []
    for position in range(len(groups) - 1, -1, -1):
        billions, scale = divmod(position, GROUPS_IN_BILLION)
        if groups[position]:
            words += _three_digits(groups[position], is_first=position == len(groups) - 1)
            words += [SCALES[scale]] if scale else []
        is_end_of_billions = scale == 0 and billions
        if is_end_of_billions and any(groups[position : position + GROUPS_IN_BILLION]):
            words += ["tỷ"] * billions
    return " ".join(words)


def official_number(number: int) -> str:
    """Return a count as a report writes it: '06' below ten, '1.234' with dots between thousands; '0' for none."""
    return f"{number:02d}" if 0 < number < 10 else f"{number:,}".replace(",", ".")


def spell_amount(dong: int) -> str:
    """Return an amount of money as it stands in 'Số tiền bằng chữ': 'Hai mươi mốt triệu năm trăm năm mươi lăm nghìn đồng'."""
    words = f"{spell_number(dong)} đồng"
    return words[0].upper() + words[1:]


def _three_digits(number: int, *, is_first: bool) -> list[str]:
    """Return the words of 1 to 999; below a higher group the hundreds are said also when there are none."""
    hundreds, below_hundred = divmod(number, 100)
    tens, ones = divmod(below_hundred, 10)
    words = [] if is_first and not hundreds else [DIGITS[hundreds], "trăm"]
    if tens == 0:
        return words + (["linh", DIGITS[ones]] if words and ones else [DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        return [*words, "mốt"]
    if ones == 4 and tens > 1:
        return [*words, "tư"]
    if ones == 5:
        return [*words, "lăm"]
    return words + ([DIGITS[ones]] if ones else [])
