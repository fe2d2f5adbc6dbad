package org.melange.job.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.job.EmbedKbJob;
import org.melange.job.EvaluateJob;
import org.melange.job.ImportFormat;
import org.melange.job.ImportKbJob;
import org.melange.job.InitModelJob;
import org.melange.job.OutputOptions;
import org.melange.job.PostOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.post.PostFormat;

/**
 * The jobs of an experiment on one data set, which share a session: import, initial model,
 * training, entity table, evaluation. A finished step is not repeated.
 *
 * @param spark the session
 * @param console messages for the user
 * @param dataset directory of a data set in MIMIC's layout
 * @param kb directory of the knowledge base
 */
public record Experiment(SparkSession spark, Console console, String dataset, String kb) {

  /**
   * Runs a job, unless its output is finished.
   *
   * @param directory the output directory of the job
   * @return whether the job ran
   */
  public boolean run(Job job, String directory, Settings settings) {
    if (OutputDirectory.finished(directory)) {
      console.line(directory + " was finished by an earlier run");
      return false;
    }
    job.runAlone(spark, settings, console);
    return true;
  }

  /** The import of the knowledge base. */
  public ImportKbJob importKb(ImportFormat from, String in) {
    ImportKbJob job = new ImportKbJob();
    ImportKbJob.InputOption input = new ImportKbJob.InputOption();
    input.from = from;
    input.in = in;
    job.inputs = List.of(input);
    job.output = OutputOptions.of(kb);
    return job;
  }

  /** The assembly of an initial model; CLIP and tokenizer may be set. */
  public InitModelJob initModel(Path shape, String out) {
    InitModelJob job = new InitModelJob();
    job.shape = shape;
    job.kb = kb;
    job.posts = PostOptions.of(dataset + "/*_train.json", PostFormat.MIMIC);
    job.output = OutputOptions.of(out);
    job.toTrain = true;
    return job;
  }

  /** The training of a model. An interrupted one resumes after its last epoch. */
  public TrainJob train(String start, String out) {
    TrainJob job = new TrainJob();
    job.dataset = dataset;
    job.kb = kb;
    job.trained = TrainedModelOptions.of(start, out);
    return job;
  }

  /** The computation of the entity table of a model. */
  public EmbedKbJob embedKb(String model, String out) {
    EmbedKbJob job = new EmbedKbJob();
    job.kb = kb;
    job.model = model;
    job.output = OutputOptions.of(out);
    return job;
  }

  /** The evaluation of a model. */
  public EvaluateJob evaluate(
      Split split, CandidateMode candidates, String model, String table, String out) {
    EvaluateJob job = new EvaluateJob();
    job.dataset = dataset;
    job.split = split;
    job.candidateMode = candidates;
    job.linking.kb = kb;
    job.linking.model = model;
    job.linking.table = table;
    job.output = OutputOptions.of(out);
    return job;
  }

  /** What the manifest of a finished evaluation says: metrics by their keys, versions, counts. */
  public static Map<String, Object> evaluation(String directory) {
    return HadoopFiles.manifest(directory, "evaluation").facts();
  }

  /**
   * Makes sure that one directory does not hold parts of two different experiments.
   *
   * @param file the file in {@code out} that records the facts of the first run
   * @param facts what must not change between runs
   * @throws JobException if the facts of an earlier run differ
   */
  public static void requireSame(String out, String file, Map<String, Object> facts) {
    String text = new Summary(facts).toJson();
    String before = OutputDirectory.read(out, file).map(String::strip).orElse(text);
    if (!before.equals(text)) {
      throw JobException.usage(
          out + " holds a run with other data or settings: use another directory");
    }
    OutputDirectory.write(out, file, text + "\n");
  }
}
