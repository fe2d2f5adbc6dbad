package org.melange.job.demo;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostSource;
import org.melange.spark.report.LinkSources;
import org.melange.spark.report.RunReport;

/** The report of the demo: that of a run, with the right answers. */
final class DemoReport {

  private DemoReport() {}

  /** Writes the report on the demo in {@code out}. */
  static Path write(
      SparkSession spark, Path out, Settings settings, Summary summary, DemoGold answers) {
    Path sample = out.resolve("sample");
    Path page = out.resolve(RunReport.FILE);
    try (PostSource posts =
        PostSource.read(
            spark,
            PostFormat.JSONL,
            sample.resolve(SampleCorpus.POSTS).toString(),
            settings.posts().maxRecordChars(),
            2)) {
      LinkSources sources =
          new LinkSources(
              out.resolve("run").toString(),
              posts.posts(),
              KnowledgeBase.open(out.resolve("kb").toString()),
              sample.toString(),
              settings);
      new RunReport(sources)
          .title("Melange: links of the sample")
          .lead(answers.counts().sentences())
          .answers(answers.right())
          .internals(HadoopFiles.manifest(sources.directory(), "links").facts())
          .write(summary, page.toString());
    }
    return page;
  }
}
