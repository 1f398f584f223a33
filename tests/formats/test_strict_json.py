from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgrid.errors import MalformedBodyError
from synthgrid.formats import strict_json
from synthgrid.settings import Limits

LIMITS = Limits()


def refused(body: bytes, limits: Limits = LIMITS) -> MalformedBodyError:
    with pytest.raises(MalformedBodyError) as caught:
        strict_json.load(body, limits)
    return caught.value


def test_reads_json_in_utf_8_with_a_byte_order_mark() -> None:
    assert strict_json.load(b'\xef\xbb\xbf{"title": "\xc3\x89t\xc3\xa9"}', LIMITS) == {"title": "Été"}


@pytest.mark.parametrize("body", [b"", b" \n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_an_empty_body_is_refused(body: bytes) -> None:
    assert "empty" in str(refused(body))


def test_a_body_that_is_not_utf_8_is_refused_with_its_line() -> None:
    error = refused(b'{"title":\n"\xe9t\xe9"}')

    assert error.faults[0].line == 2


def test_broken_json_is_refused_with_its_line_and_column() -> None:
    error = refused(b'{\n  "title": "x",\n  oops\n}')

    assert error.faults[0].line == 3
    assert "line 3, column 3" in str(error)


@pytest.mark.parametrize("body", [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000])
def test_nesting_is_refused_before_the_parser_sees_it(body: bytes) -> None:
    assert "80 levels" in str(refused(body))


def test_nesting_up_to_the_limit_is_read() -> None:
    limits = Limits(json_depth=5)

    assert strict_json.load(b"[[[[[]]]]]", limits) == [[[[[]]]]]
    assert refused(b"[\n[[[[[]]]]]]", limits).faults[0].line == 2


def test_brackets_inside_texts_are_no_nesting() -> None:
    text = '[[[[[[[[ \\" {{{{{{ \\\\'

    assert strict_json.load(f'["{text}", "[[[[[["]'.encode(), Limits(json_depth=4))[1] == "[[[[[["


def test_many_quotes_that_never_close_are_refused_without_rescanning() -> None:
    error = refused(b'{"' + b'\\"' * 500_000)

    assert error.code == "malformed-body"


def test_whole_numbers_past_300_digits_are_refused() -> None:
    assert strict_json.load(b"-" + b"9" * 300, LIMITS) == -(10**300 - 1)
    assert "300 digits" in str(refused(b"9" * 301))
    assert "300 digits" in str(refused(b'{"size": ' + b"9" * 5_000 + b"}"))


@pytest.mark.parametrize("body", [b"NaN", b"[Infinity]", b'{"size": -Infinity}', b"1e999", b"[-1.5e400]"])
def test_what_is_no_finite_number_is_refused(body: bytes) -> None:
    assert refused(body).code == "malformed-body"


def test_a_key_twice_in_one_object_is_refused_by_name() -> None:
    assert "“text”" in str(refused(b'{"proposals": [{"text": "a", "note": "", "text": "b"}]}'))
    assert strict_json.load(b'[{"text": "a"}, {"text": "b"}]', LIMITS) == [{"text": "a"}, {"text": "b"}]


def test_a_message_never_holds_what_cannot_be_encoded() -> None:
    str(refused(b'{"\\ud800": 1, "\\ud800": 2}')).encode()


def test_lone_surrogates_pass_for_the_judge_to_name() -> None:
    assert strict_json.load(b'{"text": "\\ud800"}', LIMITS) == {"text": "\ud800"}


@given(st.binary(max_size=200) | st.text(alphabet='[]{}",:\\ue1-.N', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(MalformedBodyError):
        strict_json.load(body, LIMITS)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('{"a": "NaN",\n"b": 1,\n"c": NaN}', 3),
        ('{"a": "' + "9" * 400 + '",\n"b": [1, -' + "9" * 400 + "]}", 2),
        ('{"a": 1e9,\n"b": 1e999}', 2),
        ('{"a": {"b": 1},\n"c": {"b": "a\\"b", "\\u0064": 2,\n"d": 3}}', 3),
    ],
)
def test_what_cannot_be_is_refused_at_its_line(body: str, line: int) -> None:
    with pytest.raises(MalformedBodyError) as caught:
        strict_json.load(body.encode(), Limits())

    assert [fault.line for fault in caught.value.faults] == [line]
