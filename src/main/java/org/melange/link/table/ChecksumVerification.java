package org.melange.link.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.melange.run.JobException;

/**
 * Whether a table's files are those that its manifest names: SHA-256 of each, no row with a number
 * that is not finite, no bound below what it bounds, which would rule out the best, and no link
 * that leads nowhere. As that reads all of a table, a note of it is left on the machine, and files
 * that have not been touched since are not read again.
 */
public final class ChecksumVerification {

  /** Incremented when more is checked, which makes older notes invalid. */
  private static final int CHECKS = 2;

  private ChecksumVerification() {}

  /** Checks a table unless a note says that it was checked. */
  public static boolean check(Path directory, TableFiles files, Path notes) {
    return check(directory, files, notes, false);
  }

  /**
   * Checks a table.
   *
   * @param directory of the segments
   * @param files what the manifest says
   * @param notes directory where notes are kept
   * @param always whether files are read even where a note says that they were checked
   * @return whether files were read; false where a note said enough
   * @throws JobException naming the first file that is missing, changed or damaged
   */
  public static boolean check(Path directory, TableFiles files, Path notes, boolean always) {
    String state = state(directory, files);
    Path note = notes.resolve("checked-" + sha256(directory.toString() + files.version()));
    try {
      if (!always && Files.exists(note) && Files.readString(note).equals(state)) {
        return false;
      }
      files.segments().forEach(file -> check(directory, file, ChecksumVerification::requireSound));
      files
          .graphs()
          .forEach(file -> check(directory, file, bytes -> new HnswFile(bytes).requireLinks()));
      Path draft = Files.createTempFile(notes, "note", null);
      Files.writeString(draft, state);
      Files.move(draft, note, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("checking the entity table in " + directory, e);
    }
  }

  /** SHA-256 of bytes, hexadecimal. */
  public static String sha256(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** SHA-256 of a text in UTF-8, hexadecimal. */
  public static String sha256(String text) {
    return sha256(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void check(Path directory, TableFiles.Stored file, Consumer<ByteBuffer> content) {
    Path path = directory.resolve(file.name());
    ByteBuffer bytes = MappedFile.of(path);
    try {
      if (!sha256(bytes.duplicate()).equals(file.sha256())) {
        throw MappedFile.damaged(path, "is not the file that the manifest names");
      }
      content.accept(bytes);
    } catch (IllegalArgumentException e) {
      throw MappedFile.damaged(path, e.getMessage());
    } finally {
      MappedFile.release(bytes);
    }
  }

  private static void requireSound(ByteBuffer bytes) {
    Segment segment = new Segment(bytes);
    RowCheck check = new RowCheck(segment);
    for (int index = 0; index < segment.size(); index++) {
      check.require(index);
    }
  }

  /** Sizes and times of the files: what changes when a file is written. */
  private static String state(Path directory, TableFiles files) {
    return files.all().stream()
        .map(file -> state(directory.resolve(file.name())) + " " + file.sha256())
        .collect(Collectors.joining("\n", CHECKS + " " + directory + "\n", "\n"));
  }

  private static String state(Path file) {
    try {
      return file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw MappedFile.damaged(file, "does not exist");
    }
  }
}
