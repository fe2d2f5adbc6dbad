package org.melange.job;

import java.util.concurrent.Callable;
import org.melange.mmoe.Gate;
import org.melange.run.JobException;
import org.melange.run.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench score}: pairs of mention and entity a second. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {"Scores mentions against every entity and keeps the best of each.", ""})
final class ScoreBench implements Callable<Summary> {

  @Option(names = "--mentions", paramLabel = "M", description = "Mentions a batch.")
  int mentions = 256;

  @Option(names = "--entities", paramLabel = "E", description = "Entities in the table.")
  int entities = 132_460;

  @Option(names = "--gate", paramLabel = "GATE", description = "published or token.")
  Gate gate = Gate.PUBLISHED;

  @Option(names = "--top-k", paramLabel = "K", description = "Entities kept a mention.")
  int topK = 10;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that score.")
  int threads = 2;

  @Override
  public Summary call() {
    throw JobException.usage("not measured yet");
  }
}
