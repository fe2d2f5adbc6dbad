package org.melange.spark.io;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.melange.corpus.DamagedInputException;

/** File formats that are recognized by their first bytes, so that none is read as another one. */
public enum FileSignature {
  GZIP("1f8b", ".gz", "compressed with gzip"),
  BZIP2("425a68", ".bz2", "compressed with bzip2"),
  ZSTANDARD("28b52ffd", ".zst", "compressed with Zstandard"),
  LZ4("04224d18", "", "compressed with lz4"),
  XZ("fd377a585a00", "", "compressed with xz"),
  ZIP("504b0304", "", "a zip archive"),
  PARQUET("50415231", "", "Parquet"),
  UTF_32("fffe0000", "", "UTF-32 text"),
  UTF_16_LITTLE("fffe", "", "UTF-16 text"),
  UTF_16_BIG("feff", "", "UTF-16 text");

  /** The number of bytes that are compared. */
  public static final int LENGTH = 8;

  private final byte[] magic;
  private final String extension;
  private final String what;

  FileSignature(String magic, String extension, String what) {
    this.magic = HexFormat.of().parseHex(magic);
    this.extension = extension;
    this.what = what;
  }

  /**
   * Checks that a text that begins with {@code head} is UTF-8.
   *
   * @throws DamagedInputException if it is not
   */
  public static void requireText(byte[] head) {
    Optional<FileSignature> found = of(head);
    if (found.isPresent()) {
      throw new DamagedInputException(found.get().advice());
    }
    // JSON begins with an ASCII character and does not contain NUL.
    if (head.length > 1 && (head[0] == 0) != (head[1] == 0)) {
      throw new DamagedInputException(UTF_16_LITTLE.advice());
    }
  }

  /**
   * Checks that a file that begins with {@code head} has the format of its {@code extension}.
   *
   * @throws DamagedInputException if it has not
   */
  public static void require(String extension, byte[] head) {
    for (FileSignature signature : values()) {
      if (signature.extension.equals(extension) && !signature.begins(head)) {
        throw new DamagedInputException(
            "the name ends in "
                + extension
                + ", but the file is not "
                + signature.what
                + (head.length == 0 ? ": it is empty" : ""));
      }
    }
  }

  private static Optional<FileSignature> of(byte[] head) {
    return Arrays.stream(values()).filter(signature -> signature.begins(head)).findFirst();
  }

  private boolean begins(byte[] head) {
    return head.length >= magic.length
        && Arrays.equals(magic, 0, magic.length, head, 0, magic.length);
  }

  private String advice() {
    String advice =
        !extension.isEmpty()
            ? "but its name does not end in " + extension
            : switch (this) {
              case PARQUET -> "not JSON";
              case UTF_16_LITTLE, UTF_16_BIG, UTF_32 -> "not UTF-8; convert it";
              default -> "which is not supported; decompress it";
            };
    return "the file is " + what + ", " + advice;
  }
}
