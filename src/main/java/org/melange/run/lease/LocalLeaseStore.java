package org.melange.run.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Leases on a local or network file system. A file is written under another name and then linked,
 * so that it appears at once and whole, and only if there is none. Where hard links are not
 * supported, an empty file is created exclusively, and its content is renamed onto it.
 */
public final class LocalLeaseStore implements LeaseStore {

  private static final String DRAFT = ".draft-";

  /** Makes a hard link. */
  @FunctionalInterface
  interface Linker {
    /** {@code link} becomes another name of {@code existing}. */
    void link(Path link, Path existing) throws IOException;
  }

  private final Path guarded;
  private final Path folder;
  private final Linker linker;

  /**
   * The store of one lease.
   *
   * @param guarded the directory that the lease is for
   * @param folder the directory of the lease's files, which is made when it is needed
   */
  public LocalLeaseStore(Path guarded, Path folder) {
    this(guarded, folder, Files::createLink);
  }

  LocalLeaseStore(Path guarded, Path folder, Linker linker) {
    this.guarded = guarded;
    this.folder = folder;
    this.linker = linker;
  }

  @Override
  public String guarded() {
    return guarded.toString();
  }

  @Override
  public List<Long> generations() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(LocalLeaseStore::name)
          .filter(name -> name.matches("\\d{1,18}"))
          .map(Long::valueOf)
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public Optional<String> read(long generation) throws IOException {
    try {
      return Optional.of(Files.readString(file(generation)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean create(long generation, String text) throws IOException {
    Path draft = draft(text);
    try {
      linker.link(file(generation), draft);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      return create(generation, text); // the directory was removed meanwhile
    } catch (UnsupportedOperationException | FileSystemException e) {
      return createWithoutLink(generation, draft);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Between the two steps the file is empty: others see that it exists, and wait. */
  private boolean createWithoutLink(long generation, Path draft) throws IOException {
    try {
      Files.createFile(file(generation));
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    Files.move(draft, file(generation), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  @Override
  public void replace(long generation, String text) throws IOException {
    Path draft = draft(text);
    try {
      Files.move(draft, file(generation), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  @Override
  public void delete(long generation) throws IOException {
    Files.deleteIfExists(file(generation));
  }

  @Override
  public void removeIfEmpty() throws IOException {
    if (!generations().isEmpty()) {
      return;
    }
    try (Stream<Path> drafts = Files.list(folder)) {
      // Of processes that were killed; one that is about to take the lease writes another.
      for (Path draft : drafts.filter(file -> name(file).startsWith(DRAFT)).toList()) {
        Files.deleteIfExists(draft);
      }
      Files.deleteIfExists(folder);
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      // Another process did the same, or takes the lease.
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private Path file(long generation) {
    return folder.resolve(String.format(Locale.ROOT, "%09d", generation));
  }

  private Path draft(String text) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new NotDirectoryException(e.getFile());
    }
    Path draft = folder.resolve(DRAFT + UUID.randomUUID());
    try {
      return Files.writeString(
          draft,
          text,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return draft(text); // the directory was removed meanwhile
    }
  }
}
