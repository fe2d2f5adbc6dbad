package org.melange.spark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.link.calibrate.NilThreshold;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.LinkScope;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.testing.LocalSpark;
import org.melange.testing.StepSignal;

/**
 * A process that updates a store and sends itself a signal at a step. Its arguments are the store,
 * the posts, the knowledge base, the signal ({@code KILL}, {@code STOP}, {@code FULL} or {@code
 * NONE}), the step, which time it is taken, and settings. With {@code FULL}, the process can write
 * only small files from that step on, as if the disk were full. It waits for a file {@code go}
 * beside the posts if there is a file {@code wait}. Posts whose text contains {@value #POISON} end
 * the executor that links them.
 */
final class UpdateChild {

  static final String POISON = "poison";

  private static final long POLL_MILLIS = 10;

  private UpdateChild() {}

  /** Ends with the exit code of the error. */
  public static void main(String[] args) throws Exception {
    Settings settings =
        Settings.load(Optional.empty(), Arrays.asList(args).subList(6, args.length));
    SparkSession spark = LocalSpark.session();
    awaitGo(Path.of(args[1]).resolveSibling("wait"), Path.of(args[1]).resolveSibling("go"));
    Signal signal = new Signal(new StepSignal(args[3], args[4], Integer.parseInt(args[5])));
    try {
      signal.step("listing");
      PostInput input = new PostInput(PostFormat.JSONL, args[1], 100_000, 2);
      UpdateInput listed = UpdateInput.of(spark, input, input.files());
      String directory = LinkStore.directory(spark, args[0], settings.run().buckets());
      OutputLease.holding(
          spark,
          directory,
          "test",
          System.err::println,
          () -> update(args, settings, listed, signal));
      signal.step("lease released");
    } catch (JobException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode().code());
    } catch (Exception e) { // Spark throws checked exceptions, too
      e.printStackTrace();
      System.exit(ExitCode.FAILED.code());
    }
    System.exit(0);
  }

  private static UpdateResult update(
      String[] args, Settings settings, UpdateInput input, Signal signal) {
    LinkStore store = LinkStore.create(LocalSpark.session(), args[0], settings.run().buckets());
    MentionExtractor extractor = new MentionExtractor().setKb(args[2]).setSettings(settings);
    UpdateResult result =
        new LinkUpdate(
                store, extractor, poisoned(MentionLinker.lexical(args[2], settings)), settings)
            .setListener(signal)
            .run(input);
    signal.step("finished");
    return result;
  }

  private static MentionLinker poisoned(MentionLinker linker) {
    return new MentionLinker() {
      @Override
      public LinkScope scope() {
        return linker.scope();
      }

      @Override
      public NilThreshold rule() {
        return linker.rule();
      }

      @Override
      public Dataset<Row> prepare(Dataset<Row> mentions) {
        return linker.prepare(mentions);
      }

      @Override
      public Dataset<Row> link(Dataset<Row> mentions) {
        return linker.link(mentions.filter(new Poison()));
      }
    };
  }

  /** Ends the JVM at a post with poison. */
  static final class Poison implements FilterFunction<Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean call(Row mention) {
      if (mention.<String>getAs("text").contains(POISON)) {
        Runtime.getRuntime().halt(1);
      }
      return true;
    }
  }

  private static void awaitGo(Path wait, Path go) throws InterruptedException, IOException {
    if (Files.exists(wait)) {
      Files.createFile(
          Files.createTempFile(wait.getParent(), "ready", "")
              .resolveSibling("ready-" + ProcessHandle.current().pid()));
      while (!Files.exists(go)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    }
  }

  /** Sends the signal when its step is taken for the given time. */
  private record Signal(StepSignal signal) implements UpdateListener {

    @Override
    public void message(String text) {
      System.err.println(text);
    }

    @Override
    public void step(String taken) {
      signal.step(taken);
    }
  }
}
