package org.melange.job.demo;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.post.PostSource;
import org.melange.spark.report.LinkSources;
import org.melange.spark.report.RunReport;

/** The report of the demo: that of a run, with the right answers. */
final class DemoReport {

  private DemoReport() {}

  /** Writes the report on the demo in {@code out}, unless the settings ask for none. */
  static Optional<String> write(
      SparkSession spark, Path out, Settings settings, Summary summary, DemoGold answers) {
    Path sample = out.resolve("sample");
    try (PostSource posts =
        PostSource.read(
            spark,
            new PostInput(
                PostFormat.JSONL,
                sample.resolve(SampleCorpus.POSTS).toString(),
                settings.posts().maxRecordChars(),
                2))) {
      LinkSources sources =
          new LinkSources(
              out.resolve("run").toString(),
              posts.posts(),
              KnowledgeBase.open(out.resolve("kb").toString()),
              sample.toString(),
              settings);
      return new RunReport(sources)
          .title("Melange: links of the sample")
          .lead(answers.counts().sentences())
          .answers(answers.right())
          .internals(HadoopFiles.manifest(sources.directory(), "links").facts())
          .write(summary, out.resolve(RunReport.FILE).toString());
    }
  }
}
