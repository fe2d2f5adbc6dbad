package org.melange.spark.features;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.melange.config.VerifySettings.Checksums;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.JvmSingletons;
import org.melange.spark.io.ListedFiles;
import org.melange.spark.io.OutputDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A complete part of the feature ledger: its files are those that its manifest lists. Parts never
 * change, so each is checked once in a JVM.
 *
 * @param folder where it lies
 * @param listing its files
 */
record FeaturePart(String folder, FileListing listing) {

  private static final Logger LOG = LoggerFactory.getLogger(FeaturePart.class);
  private static final String KIND = "feature-ledger-part";
  private static final String ASIDE = "damaged-";

  /** Completes a part whose rows are written. */
  static void seal(String folder, String runId) {
    FileListing listing = ListedFiles.of(folder, name -> true);
    OutputDirectory.finish(folder, new Manifest(KIND, runId, Map.of()).listing(listing));
  }

  /**
   * Opens a part; empty if it is damaged. Then a warning says so, and it is renamed so that nobody
   * reads it: what it held is computed again.
   */
  static Optional<FeaturePart> open(String folder, Checksums checksums) {
    return JvmSingletons.get(
        "feature ledger part " + folder + " " + checksums, () -> checked(folder, checksums));
  }

  private static Optional<FeaturePart> checked(String folder, Checksums checksums) {
    Optional<String> manifest = OutputDirectory.read(folder, Manifest.FILE);
    if (manifest.isEmpty()) {
      return Optional.empty(); // another run has set it aside since
    }
    FileListing listing;
    try {
      listing = Manifest.parse(manifest.get(), folder, KIND).requireFiles(folder);
    } catch (JobException e) {
      setAside(folder, e.getMessage());
      return Optional.empty();
    }
    Optional<String> fault = ListedFiles.fault(folder, listing, checksums);
    fault.ifPresent(text -> setAside(folder, text));
    return fault.isEmpty() ? Optional.of(new FeaturePart(folder, listing)) : Optional.empty();
  }

  private static void setAside(String folder, String fault) {
    Path part = new Path(folder);
    Path aside = new Path(part.getParent(), ASIDE + part.getName());
    LOG.warn(
        "Part {} of the feature ledger is damaged: {}. What it holds is computed again.",
        folder,
        fault);
    try {
      if (HadoopFiles.fileSystem(part).rename(part, aside)) {
        LOG.warn("The damaged part was moved to {}; it may be deleted.", aside);
      } else {
        LOG.warn("The damaged part could not be moved to {}; this run does not read it.", aside);
      }
    } catch (IOException e) {
      LOG.warn("The damaged part could not be moved to {}: {}", aside, e.toString());
    }
  }

  /** The files in one of its directories. */
  List<String> files(String directory) {
    return ListedFiles.within(folder, listing.under(directory));
  }
}
