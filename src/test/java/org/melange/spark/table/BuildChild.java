package org.melange.spark.table;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.melange.config.Settings;
import org.melange.link.table.Precision;
import org.melange.run.ExitCode;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.OutputLease;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.LocalSpark;
import org.melange.testing.StepSignal;

/**
 * A process that makes an entity table and sends itself a signal at a step. Its arguments are the
 * table, the knowledge base, the model, the directory of images, the signal, the step, which time
 * it is taken ({@link StepSignal}), and settings.
 */
final class BuildChild {

  private static final int PARTITIONS = 4;
  private static final int SETTINGS = 7;

  private BuildChild() {}

  /** Ends with the exit code of the error. */
  public static void main(String[] args) {
    try {
      OutputLease.holding(
          LocalSpark.session(), args[0], "test", System.err::println, () -> build(args));
    } catch (Exception e) { // Spark throws checked exceptions, too
      e.printStackTrace();
      System.exit(ExitCode.FAILED.code());
    }
    System.exit(0);
  }

  private static EntityTableBuild.Result build(String[] args) {
    List<String> overrides = Arrays.asList(args).subList(SETTINGS, args.length);
    EntityTables.Plan plan =
        new EntityTables.Plan(KnowledgeBase.open(args[1]), args[2], Precision.FLOAT32, false);
    EntityTableBuild build =
        new EntityTableBuild(
                LocalSpark.session(), plan, args[3], Settings.load(Optional.empty(), overrides))
            .setListener(new Listener(new StepSignal(args[4], args[5], Integer.parseInt(args[6]))));
    return build.run(
        TableDraft.find(args[0], build.inputs(), System.err::println)
            .orElseGet(
                () -> {
                  OutputDirectory.clear(args[0]);
                  return build.draft(args[0], PARTITIONS);
                }));
  }

  private record Listener(StepSignal signal) implements BuildListener {

    @Override
    public void message(String text) {
      System.err.println(text);
    }

    @Override
    public void embedded(RangeProgress progress) {
      System.err.println("range " + progress.range() + " of " + progress.ranges());
    }

    @Override
    public void step(String name) {
      signal.step(name);
    }
  }
}
