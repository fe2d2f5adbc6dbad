package org.melange.job;

import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Sessions;
import org.melange.spark.input.InputFile;
import org.melange.spark.input.InputFiles;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.post.PostSource;
import org.melange.spark.post.Quarantine;
import org.melange.spark.post.RejectionSummary;
import picocli.CommandLine.Option;

/** Options of jobs that read posts. */
public final class PostOptions {

  @Option(
      names = "--posts",
      required = true,
      paramLabel = "PATH",
      description = "Posts: a file, a directory or a glob.")
  String posts;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "jsonl",
      description = "jsonl, parquet or mimic (default: ${DEFAULT-VALUE}).")
  PostFormat format = PostFormat.JSONL;

  public static PostOptions of(String posts, PostFormat format) {
    PostOptions options = new PostOptions();
    options.posts = posts;
    options.format = format;
    return options;
  }

  PostSource read(SparkSession spark, Settings settings, Console console) {
    return said(console, PostSource.read(spark, input(spark, settings)));
  }

  /** Reads posts with their mentions, which {@code extractor} finds where they are not given. */
  PostSource read(
      SparkSession spark, Settings settings, Console console, MentionExtractor extractor) {
    return said(console, PostSource.read(spark, input(spark, settings), extractor));
  }

  /**
   * The length of all files.
   *
   * @throws org.melange.run.JobException if there are none
   */
  long bytes() {
    return InputFiles.list(posts, format.names()).files().stream()
        .mapToLong(InputFile::length)
        .sum();
  }

  /** The posts as an input. */
  PostInput input(SparkSession spark, Settings settings) {
    return new PostInput(
            format,
            posts,
            settings.posts().maxRecordChars(),
            Sessions.partitions(spark, settings.run().partitions()),
            settings.posts().orderBy())
        .withImages(imagesRoot(settings), settings.images());
  }

  private static PostSource said(Console console, PostSource source) {
    source.files().message().ifPresent(console::line);
    return source;
  }

  /**
   * Prints what was rejected, and checks the share of rejected posts, for jobs that write no
   * quarantine.
   *
   * @throws org.melange.run.JobException if it is more than {@code quarantine.max-share}
   */
  static void requireShare(PostSource source, Settings settings, Console console) {
    RejectionSummary rejected = RejectionSummary.of(source.rejections());
    rejected.lines().forEach(console::line);
    if (rejected.posts() > 0) {
      Quarantine.requireShare(
          source.posts().count() + rejected.posts(), rejected.posts(), settings.quarantine());
    }
  }

  /** The directory that relative image URIs are resolved against, as an absolute path. */
  String imagesRoot(Settings settings) {
    String root = settings.posts().imagesRoot();
    return root.isEmpty() ? PathResolver.directoryOf(posts) : PathResolver.absolute(root);
  }
}
