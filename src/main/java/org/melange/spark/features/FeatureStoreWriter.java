package org.melange.spark.features;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.melange.run.Manifest;
import org.melange.run.lease.Lease;
import org.melange.run.lease.LeaseState;
import org.melange.run.lease.LeaseTerms;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.Leases;

/**
 * A run that adds parts to a feature store. Runs may do so at the same time, each with parts and a
 * lease of its own ({@code writers/RUN}); the lease tells others whether a part without manifest is
 * being written or was left by a run that was killed. The latter are deleted.
 */
final class FeatureStoreWriter implements AutoCloseable {

  private static final Pattern PART = Pattern.compile("part=(.+)-\\d+");

  /** A lease of another machine that is so much older than this run's has been abandoned. */
  private static final Duration ABANDONED = LeaseTerms.DEFAULT.expiry().multipliedBy(20);

  private final String store;
  private final String runId;
  private final Lease lease;

  private FeatureStoreWriter(String store, String runId) {
    this.store = store;
    this.runId = runId;
    this.lease = Leases.take(writer(runId), "features " + runId, line -> {});
  }

  /** Begins to write; deletes what runs left that were killed. */
  static FeatureStoreWriter open(String store, String runId) {
    FeatureStoreWriter writer = new FeatureStoreWriter(store, runId);
    writer.deleteAbandoned();
    return writer;
  }

  private String writer(String run) {
    return store + "/writers/" + run;
  }

  private void deleteAbandoned() {
    List<String> finished = parts(Manifest.FILE).toList();
    parts("")
        .filter(part -> !finished.contains(part))
        .filter(part -> abandoned(runOf(part)))
        .forEach(HadoopFiles::delete);
    HadoopFiles.names(store + "/writers").stream()
        .filter(this::abandoned)
        .forEach(run -> HadoopFiles.delete(writer(run)));
  }

  private Stream<String> parts(String mark) {
    return Stream.of(FeatureStore.Kind.values())
        .flatMap(
            kind -> HadoopFiles.directories(FeatureStore.parts(store, kind, "*"), mark).stream());
  }

  private static String runOf(String part) {
    Matcher matcher = PART.matcher(new Path(part).getName());
    return matcher.matches() ? matcher.group(1) : "";
  }

  private boolean abandoned(String run) {
    if (run.isEmpty() || run.equals(runId)) {
      return false;
    }
    try {
      if (LeaseState.of(Leases.store(writer(run))) == LeaseState.FREE) {
        return true;
      }
      Optional<Long> theirs = renewed(run);
      Optional<Long> ours = renewed(runId);
      // Both times are the file system's.
      return theirs.isPresent()
          && ours.isPresent()
          && ours.get() - theirs.get() > ABANDONED.toMillis();
    } catch (IOException e) {
      throw HadoopFiles.failure("looking for writers of the feature store " + store, e);
    }
  }

  private Optional<Long> renewed(String run) throws IOException {
    Path directory = new Path(writer(run), Leases.DIRECTORY);
    FileSystem fs = HadoopFiles.fileSystem(directory);
    return Stream.of(fs.exists(directory) ? fs.listStatus(directory) : new FileStatus[0])
        .map(FileStatus::getModificationTime)
        .max(Long::compare);
  }

  @Override
  public void close() {
    lease.close();
    HadoopFiles.delete(writer(runId));
  }
}
