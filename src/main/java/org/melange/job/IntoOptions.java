package org.melange.job;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.melange.job.cli.TimeConverter;
import org.melange.spark.store.UpdateLimits;
import picocli.CommandLine.Option;

/** Options of a job that brings a links table up to date. */
final class IntoOptions {

  @Option(
      names = "--into",
      required = true,
      paramLabel = "LINKS",
      description =
          "Links table that is brought up to date: a directory, or a table of a catalog such as"
              + " lake.db.links.")
  String into;

  @Option(
      names = "--max-shards",
      paramLabel = "N",
      description = "Stop after this number of shards.")
  Long maxShards;

  @Option(
      names = "--max-posts",
      paramLabel = "N",
      description = "Stop before more posts than this are linked.")
  Long maxPosts;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description =
          "Stop after this time, such as 5h or 90m: no shard begins that would probably end later.")
  Duration deadline;

  @Option(
      names = "--retry-quarantined",
      description = "Try posts in the quarantine again, even if their records are the same.")
  boolean retryQuarantined;

  UpdateLimits limits() {
    return new UpdateLimits(number(maxShards), number(maxPosts), Optional.ofNullable(deadline));
  }

  private static OptionalLong number(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
