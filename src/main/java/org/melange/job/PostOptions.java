package org.melange.job;

import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Sessions;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostSource;
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

  PostSource read(SparkSession spark, Settings settings) {
    return PostSource.read(
        spark,
        format,
        posts,
        settings.posts().maxRecordChars(),
        Sessions.partitions(spark, settings.run().partitions()));
  }

  /** Reads posts with their mentions, which {@code extractor} finds where they are not given. */
  PostSource read(SparkSession spark, Settings settings, MentionExtractor extractor) {
    return PostSource.read(
        spark,
        format,
        posts,
        settings.posts().maxRecordChars(),
        Sessions.partitions(spark, settings.run().partitions()),
        extractor);
  }

  /** The directory that relative image URIs are resolved against, as an absolute path. */
  String imagesRoot(Settings settings) {
    String root = settings.posts().imagesRoot();
    return root.isEmpty() ? PathResolver.directoryOf(posts) : PathResolver.absolute(root);
  }
}
