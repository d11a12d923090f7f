import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from megaroth_xl.errors import InputError
from megaroth_xl.hosts.windows.vba_compression import compressed, decompressed

# The examples of [MS-OVBA] 3.2: what each text is when compressed.
NO_COPIES = (
    b"abcdefghijklmnopqrstuv.",
    "0119b000616263646566676800696a6b6c6d6e6f70007172737475762e",
)
SOME_COPIES = (
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa",
    (
        "012fb000236161616263646582660070616768696a013808616b6c00306d6e6f70"
        "0671027004107273747576107778797a003c"
    ),
)
ONE_COPY = (b"a" * 73, "0103b002614500")

TEXTS = st.text(st.sampled_from("ab \r\nMEGAROTH_HEADROOM(deferral)"), max_size=9000)


@pytest.mark.parametrize(("text", "packed"), [NO_COPIES, SOME_COPIES, ONE_COPY])
def test_the_specification_s_examples_are_read(text: bytes, packed: str) -> None:
    assert decompressed(bytes.fromhex(packed)) == text


@pytest.mark.parametrize(("text", "packed"), [NO_COPIES, ONE_COPY])
def test_the_specification_s_examples_are_written(text: bytes, packed: str) -> None:
    assert compressed(text) == bytes.fromhex(packed)


@given(TEXTS)
def test_text_comes_back_here_and_in_another_reader(text: str) -> None:
    data = text.encode()
    packed = compressed(data)
    assert decompressed(packed) == data
    assert bytes(decompress_stream(bytearray(packed))) == data


@given(st.randoms(use_true_random=False), st.integers(0, 10_000))
def test_what_cannot_be_compressed_comes_back_too(random: object, size: int) -> None:
    data = random.randbytes(size)  # type: ignore[attr-defined]
    packed = compressed(data)
    back = decompressed(packed)
    assert back[:size] == data
    assert not any(back[size:])
    assert len(packed) <= 1 + (size // 4096 + 1) * 4098


def test_a_program_gets_smaller() -> None:
    program = b"\r\n".join(b"    Total = Total + Cells(%d, 1).Value" % i for i in range(500))
    assert len(compressed(program)) < len(program) / 3


def test_other_data_is_refused() -> None:
    with pytest.raises(InputError, match="signature"):
        decompressed(b"\x02abc")
