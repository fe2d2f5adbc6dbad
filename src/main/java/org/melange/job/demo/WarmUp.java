package org.melange.job.demo;

import java.nio.file.Path;
import org.melange.job.AnnotateJob;
import org.melange.job.cli.Job;
import org.melange.run.ExitCode;
import org.melange.sample.SampleCorpus;

/**
 * Runs jobs on a small sample, so that the JVM loads the classes that jobs need. {@code
 * deploy/archive.sh} starts it to make an archive of these classes (class-data sharing, JEP 350).
 */
public final class WarmUp {

  private static final String POSTS = "40";

  private WarmUp() {}

  /**
   * Runs the demo, then links its posts into a table. Ends with the exit code of the first job that
   * fails.
   *
   * @param args an empty directory for the output
   */
  public static void main(String[] args) {
    String out = args[0];
    ExitCode demo = Job.execute(new DemoJob(), new String[] {"--out", out, "--posts", POSTS});
    System.exit((demo == ExitCode.DONE ? update(Path.of(out)) : demo).code());
  }

  private static ExitCode update(Path demo) {
    Path sample = demo.resolve("sample");
    return Job.execute(
        new AnnotateJob(),
        new String[] {
          "--posts", sample.resolve(SampleCorpus.POSTS).toString(),
          "--kb", demo.resolve("kb").toString(),
          "--model", demo.resolve("model").toString(),
          "--table", demo.resolve("table").toString(),
          "--into", demo.resolve("links").toString(),
          "--set", "posts.images-root=" + sample,
          "--set", "quarantine.max-share=1"
        });
  }
}
