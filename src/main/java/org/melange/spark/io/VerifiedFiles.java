package org.melange.spark.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.melange.config.LocalFolders;
import org.melange.run.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories whose file contents this machine has compared with their manifests. They are not
 * read again for that until a file changes.
 *
 * @param cache the directory of these notes; empty if this machine has no writable cache
 */
record VerifiedFiles(Optional<Path> cache) {

  private static final Logger LOG = LoggerFactory.getLogger(VerifiedFiles.class);

  /** The notes of this user on this machine. */
  static VerifiedFiles ofThisMachine() {
    try {
      return new VerifiedFiles(Optional.of(LocalDiskCache.at(LocalFolders.cache("")).root()));
    } catch (RuntimeException e) {
      LOG.warn(
          "Results of checksum verification cannot be stored on this machine: {}", e.toString());
      return new VerifiedFiles(Optional.empty());
    }
  }

  /** Whether {@code directory} was verified in this state. */
  boolean has(String directory, String state) {
    try {
      return cache.isPresent()
          && Files.exists(note(directory))
          && Files.readString(note(directory)).equals(Sha256.of(state));
    } catch (IOException e) {
      LOG.warn("Cannot read whether {} was verified: {}", directory, e.toString());
      return false;
    }
  }

  /** Stores that {@code directory} was verified in this state. */
  void add(String directory, String state) {
    if (cache.isEmpty()) {
      return;
    }
    try {
      Path draft = Files.createTempFile(cache.get(), "note", null);
      Files.writeString(draft, Sha256.of(state));
      Files.move(
          draft,
          note(directory),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("Cannot store that {} was verified: {}", directory, e.toString());
    }
  }

  private Path note(String directory) {
    return cache.orElseThrow().resolve("listed-" + Sha256.of(directory));
  }
}
