package org.melange.spark.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.WholeFile;

/** Output directories: unfinished until their manifest is there. */
public final class OutputDirectory {

  private static final String DRAFT = "_draft";

  private static final Set<String> OURS =
      Set.of(
          "entities",
          "names",
          "rows",
          "segments",
          "links",
          "descriptions",
          "quarantine",
          "clip",
          "config.json",
          "mmoe.safetensors",
          "report.html",
          "ranks",
          "training",
          "confidences",
          "calibration.json",
          "calibration.md",
          "calibration.html",
          "precision-coverage.csv",
          "precision-coverage.svg",
          "reliability.csv",
          "reliability.svg",
          "features",
          "evaluation.md",
          "evaluation.html",
          "evaluation.json",
          DRAFT,
          Manifest.FILE);

  private OutputDirectory() {}

  /**
   * Where a job may put what it needs on the way; {@link #discardDraft} deletes it, as does {@link
   * #clear}.
   */
  public static String draft(String folder) {
    return folder + "/" + DRAFT;
  }

  /** Deletes what lies at {@link #draft}. */
  public static void discardDraft(String folder) {
    HadoopFiles.delete(draft(folder));
  }

  /**
   * A folder of this machine inside {@code folder}, for what is kept between runs.
   *
   * @throws JobException if {@code folder} lies elsewhere
   */
  public static java.nio.file.Path localFolder(String folder, String name) {
    try {
      java.nio.file.Path here =
          HadoopFiles.local(folder)
              .orElseThrow(() -> JobException.usage(folder + " must be a folder of this machine"))
              .resolve(name);
      return java.nio.file.Files.createDirectories(here);
    } catch (IOException e) {
      throw HadoopFiles.failure("making " + folder + "/" + name, e);
    }
  }

  /** Whether a run finished there: a manifest that is empty or truncated does not say so. */
  public static boolean finished(String folder) {
    return read(folder, Manifest.FILE).filter(Manifest::isWhole).isPresent();
  }

  /**
   * Refuses to write where something is read: making room would delete it.
   *
   * @param inputs folders
   * @throws JobException if one of them is {@code folder}
   */
  public static void requireApart(String folder, String... inputs) {
    for (String input : inputs) {
      if (PathResolver.absolute(input).equals(PathResolver.absolute(folder))) {
        throw JobException.usage(
            folder + " is read by this job, and writing would replace it: name another folder");
      }
    }
  }

  /** Whether something lies there that no job writes. */
  public static boolean foreign(String folder) {
    try {
      Path path = new Path(folder);
      FileSystem fs = HadoopFiles.fileSystem(path);
      return fs.exists(path)
          && Arrays.stream(fs.listStatus(path))
              .map(FileStatus::getPath)
              .map(Path::getName)
              .anyMatch(name -> !OURS.contains(name) && !passing(name));
    } catch (IOException e) {
      throw HadoopFiles.failure("looking into " + folder, e);
    }
  }

  /** Whether a file is one of those that come and go with jobs. */
  private static boolean passing(String name) {
    return name.equals(Leases.FOLDER) || WholeFile.isDraft(name) || name.endsWith(".crc");
  }

  /**
   * Deletes what jobs write, the manifest first, so that a half-deleted directory does not look
   * finished.
   *
   * @throws JobException if another process may be writing there
   */
  public static void clear(String folder) {
    OutputLease.require(folder);
    HadoopFiles.delete(folder + "/" + Manifest.FILE);
    OURS.forEach(name -> HadoopFiles.delete(folder + "/" + name));
    HadoopFiles.names(folder).stream()
        .filter(WholeFile::isDraft)
        .forEach(name -> HadoopFiles.delete(folder + "/" + name));
  }

  /** Writes a small file of text as a whole. */
  public static void write(String folder, String name, String text) {
    HadoopFiles.write(folder + "/" + name, text);
  }

  /** Reads a small file of text; empty if it is not there. */
  public static Optional<String> read(String folder, String name) {
    try {
      return Optional.of(HadoopFiles.read(folder + "/" + name));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw HadoopFiles.failure("reading " + folder + "/" + name, e);
    }
  }

  /**
   * Writes the manifest: the run is finished.
   *
   * @param manifest gets a list of what jobs have written to {@code folder}, unless it has one
   * @return the manifest with that list
   * @throws JobException if another process may be writing there
   */
  public static Manifest finish(String folder, Manifest manifest) {
    OutputLease.require(folder);
    Manifest listing = listing(folder, manifest);
    HadoopFiles.write(folder + "/" + Manifest.FILE, listing.toJson());
    return listing;
  }

  private static Manifest listing(String folder, Manifest manifest) {
    return manifest.files().isPresent()
        ? manifest
        : manifest.listing(ListedFiles.of(folder, OURS::contains));
  }
}
