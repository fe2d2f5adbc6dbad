package org.melange.spark.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.corpus.DamagedInputException;

/** Formats are recognized by their first bytes. */
class FileSignatureTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"a\": 1}", "\u00e4\u20ac", "\uFEFF{\"a\": 1}", "BZ", "P"})
  void acceptsTextInUtf8(String text) {
    assertThatCode(() -> FileSignature.requireText(text.getBytes(UTF_8)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b08, compressed with gzip, does not end in .gz",
    "425a6839, compressed with bzip2, does not end in .bz2",
    "28b52ffd, compressed with Zstandard, does not end in .zst",
    "04224d18, compressed with lz4, decompress it",
    "fd377a585a00, compressed with xz, decompress it",
    "504b0304, a zip archive, decompress it",
    "50415231, Parquet, not JSON",
    "fffe0000, UTF-32 text, convert it",
    "fffe7b00, UTF-16 text, convert it",
    "feff007b, UTF-16 text, convert it",
    "7b00, UTF-16 text, convert it",
    "007b, UTF-16 text, convert it"
  })
  void rejectsOtherFormatsAndSaysWhatToDo(String head, String what, String advice) {
    assertThatThrownBy(() -> FileSignature.requireText(HexFormat.of().parseHex(head)))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining("the file is " + what)
        .hasMessageContaining(advice);
  }

  @Test
  void aTruncatedSignatureIsNotRecognized() {
    assertThatCode(() -> FileSignature.requireText(HexFormat.of().parseHex("fd377a58")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({".gz, 1f8b", ".bz2, 425a68", ".zst, 28b52ffd", ".deflate, 00", ".snappy, 7b"})
  void acceptsContentThatFitsTheExtension(String extension, String head) {
    assertThatCode(() -> FileSignature.require(extension, HexFormat.of().parseHex(head)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    ".gz, 7b22, 'ends in .gz, but the file is not compressed with gzip'",
    ".bz2, 1f8b, 'ends in .bz2, but the file is not compressed with bzip2'",
    ".zst, '', 'compressed with Zstandard: it is empty'"
  })
  void rejectsContentThatDoesNotFitTheExtension(String extension, String head, String message) {
    assertThatThrownBy(() -> FileSignature.require(extension, HexFormat.of().parseHex(head)))
        .isInstanceOf(DamagedInputException.class)
        .hasMessageContaining(message);
  }
}
