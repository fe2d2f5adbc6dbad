package org.melange.job;

import static org.apache.spark.sql.functions.col;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.job.cli.Sessions;
import org.melange.job.model.TokenizerTraining;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelBuilder;
import org.melange.link.row.NameTerm;
import org.melange.mmoe.GateStatistics;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import org.melange.run.Summary;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EntityImages;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.learn.GateStatisticsFitter;
import org.melange.spark.model.ModelOutput;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostSource;
import org.melange.tensor.WeightsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/init-model}: assembles a model and freezes its gate statistics. */
@Command(
    name = "init-model",
    description = {
      "Assembles a model from CLIP and matcher weights if given, otherwise from random weights."
          + " Freezes the gate statistics of mentions on posts, and those of entities on the"
          + " knowledge base.",
      "With --zero-shot, a model has no matcher: pairs are scored by cosines of CLIP's embeddings."
          + " It needs --clip, and neither posts nor a knowledge base.",
      ""
    })
public final class InitModelJob extends Job {

  @Option(
      names = "--zero-shot",
      description = "Make a model without a matcher, whose weights jobs/train can fit.")
  public boolean zeroShot;

  @Option(
      names = "--shape",
      paramLabel = "FILE",
      description =
          "Shape of the model: conf/models/paper.json with --clip; conf/models/small.json includes"
              + " a small CLIP. Not needed with --zero-shot and --clip.")
  public Path shape;

  @Option(
      names = "--clip",
      paramLabel = "DIR",
      description =
          "A pretrained CLIP in the Hugging Face layout: config.json, weights, tokenizer.json.")
  public Path clip;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Trained weights of matcher and projections: .ckpt, .bin or .safetensors with the"
              + " released names. With a PyTorch checkpoint, inputs are prepared as released unless"
              + " the shape says otherwise.")
  Path weights;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description =
          "tokenizer.json (default: CLIP's; without --clip a small one is trained on posts and"
              + " entities).")
  public Path tokenizer;

  @Option(
      names = "--ablate",
      split = ",",
      paramLabel = "PART",
      description =
          "Parts to omit, for ablation studies: intra-text, intra-image, inter (units of the"
              + " matcher), images, descriptions (inputs).")
  public List<String> ablate = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "43",
      description = "Seed of random weights.")
  long seed = 43;

  @Option(names = "--kb", paramLabel = "DIR", description = "Knowledge base (import-kb).")
  public String kb;

  @Option(
      names = "--for-training",
      description = "Freeze no gate statistics: the model will be trained before it links.")
  public boolean toTrain;

  @Option(
      names = "--posts",
      paramLabel = "PATH",
      description = "Posts: a file, a directory or a glob.")
  String path;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "jsonl",
      description = "jsonl, parquet or mimic (default: ${DEFAULT-VALUE}).")
  PostFormat format = PostFormat.JSONL;

  /** Posts that a caller gives; otherwise those of the options. */
  public PostOptions posts;

  @Mixin public OutputOptions output = new OutputOptions();

  /** Runs the job as a process. */
  public static void main(String[] args) {
    main(new InitModelJob(), args);
  }

  @Override
  public void check() {
    requireGiven();
    requireThere(shape, clip, weights, tokenizer);
    PretrainedFiles.check(clip, tokenizer == null, weights);
    if (clip == null && tokenizer == null) {
      vocabulary();
    }
  }

  private void requireGiven() {
    if (zeroShot && weights != null) {
      throw JobException.usage("--weights are of a matcher, which --zero-shot leaves out");
    }
    List<String> missing = new ArrayList<>();
    if (shape == null && !(zeroShot && clip != null)) {
      missing.add("--shape");
    }
    if (kb == null && !standsAlone()) {
      missing.add("--kb");
    }
    if (posts().isEmpty() && !standsAlone()) {
      missing.add("--posts");
    }
    if (!missing.isEmpty()) {
      throw JobException.usage("missing required option: " + String.join(", ", missing));
    }
  }

  /** Whether the model needs neither posts nor a knowledge base. */
  private boolean standsAlone() {
    return zeroShot && (clip != null || tokenizer != null);
  }

  private Optional<PostOptions> posts() {
    return posts != null
        ? Optional.of(posts)
        : Optional.ofNullable(path).map(own -> PostOptions.of(own, format));
  }

  /** Requires that files exist; null for none. */
  public static void requireThere(Path... files) {
    for (Path file : files) {
      if (file != null && !Files.exists(file)) {
        throw JobException.input(file + " does not exist");
      }
    }
  }

  private int vocabulary() {
    try {
      return ModelBuilder.vocabulary(shape);
    } catch (IllegalArgumentException e) {
      throw JobException.input(e.getMessage(), e);
    }
  }

  @Override
  public Optional<String> target() {
    return output.target();
  }

  @Override
  public Summary run(SparkSession spark, Settings settings, Console console) {
    if (standsAlone()) {
      output.check();
      output.prepare();
      Path words = tokenizer != null ? tokenizer : clip.resolve("tokenizer.json");
      return written(console, blueprint(words), words, Optional.empty(), facts());
    }
    output.check(kb);
    KnowledgeBase base = KnowledgeBase.openWithImages(kb, settings);
    try (PostSource source =
        posts().orElseThrow().read(spark, settings, console, extractor(settings))) {
      PostOptions.requireShare(source, settings, console);
      output.prepare();
      Path words = console.step("preparing the tokenizer", () -> words(spark, base, source));
      ModelBuilder blueprint = blueprint(words);
      Optional<GateStatistics> statistics =
          blueprint.config().scoring().needsPadding() && !toTrain
              ? Optional.of(statistics(spark, settings, console, base, source, blueprint, words))
              : Optional.empty();
      return written(console, blueprint, words, statistics, facts(base));
    }
  }

  private Summary written(
      Console console,
      ModelBuilder blueprint,
      Path words,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    Manifest manifest =
        console.step(
            "writing the model", () -> save(blueprint, words, output.out, statistics, facts));
    Summary summary =
        Summary.empty()
            .with("model_version", manifest.version())
            .with("gate", blueprint.config().scoring().kind())
            .withAll(new Summary(blueprint.config().preparation().facts()))
            .with("trained", trained())
            .withAll(
                new Summary(
                    facts.containsKey("kb_version")
                        ? Map.of("kb_version", facts.get("kb_version"))
                        : Map.of()))
            .with("out", output.out);
    console.table("Model", summary.values());
    return summary;
  }

  /** A zero-shot model has no weights of its own that would have to be trained. */
  private boolean trained() {
    return zeroShot ? clip != null : weights != null;
  }

  /** Executors need a model on disk: the same one without the statistics. */
  private GateStatistics statistics(
      SparkSession spark,
      Settings settings,
      Console console,
      KnowledgeBase base,
      PostSource source,
      ModelBuilder blueprint,
      Path words) {
    String draft = OutputDirectory.draft(output.out);
    console.step(
        "assembling the model", () -> save(blueprint, words, draft, Optional.empty(), facts(base)));
    GateStatistics statistics =
        console.step(
            "freezing the gate statistics", () -> freeze(spark, base, source, settings, draft));
    OutputDirectory.discardDraft(output.out);
    return statistics;
  }

  private ModelBuilder blueprint(Path words) {
    try {
      if (zeroShot) {
        return ModelBuilder.zeroShot(
                Optional.ofNullable(shape), Optional.ofNullable(clip), words, seed)
            .without(ablate);
      }
      ModelBuilder matching =
          ModelBuilder.read(
                  shape, Optional.ofNullable(clip), Optional.ofNullable(weights), words, seed)
              .without(ablate);
      return trained() || toTrain ? matching : matching.withName(NameTerm.UNTRAINED);
    } catch (IllegalArgumentException | WeightsException e) {
      throw JobException.input(e.getMessage(), e);
    }
  }

  private static Manifest save(
      ModelBuilder blueprint,
      Path words,
      String folder,
      Optional<GateStatistics> statistics,
      Map<String, Object> facts) {
    try (LinkingModel model = blueprint.build(Device.cpu())) {
      return ModelOutput.write(folder, here -> model.save(here, words, statistics, facts));
    } catch (IllegalArgumentException | WeightsException e) {
      throw JobException.input(e.getMessage(), e);
    }
  }

  private Path words(SparkSession spark, KnowledgeBase base, PostSource source) {
    if (tokenizer != null) {
      return tokenizer;
    }
    if (clip != null) {
      return clip.resolve("tokenizer.json");
    }
    return TokenizerTraining.train(source.posts(), base.entities(spark), vocabulary());
  }

  private GateStatistics freeze(
      SparkSession spark, KnowledgeBase base, PostSource source, Settings settings, String model) {
    int parts = Sessions.partitions(spark, settings.run().partitions());
    Dataset<Row> entities =
        EntityImages.structs(base.entities(spark)).repartition(parts, col("qid"));
    String entityImages = base.manifest().fact("images_root").orElse(".");
    ClipFeatures ofEntities = ClipFeatures.ofEntities(model, entityImages, settings);
    ClipFeatures ofMentions =
        ClipFeatures.ofMentions(model, posts().orElseThrow().imagesRoot(settings), settings);
    return GateStatisticsFitter.fit(
        ofMentions.transform(extractor(settings).transform(source.posts())),
        ofEntities.transform(entities),
        model,
        settings.features());
  }

  private MentionExtractor extractor(Settings settings) {
    return new MentionExtractor().setKb(kb).setSettings(settings);
  }

  private Map<String, Object> facts(KnowledgeBase base) {
    Map<String, Object> facts = facts();
    PostOptions read = posts().orElseThrow();
    facts.put("kb_version", base.version());
    facts.put("posts", read.posts + " (" + read.format.name().toLowerCase(Locale.ROOT) + ")");
    return facts;
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("clip", clip == null ? "random" : clip.toString());
    facts.put("weights", weights());
    facts.put("seed", seed);
    facts.put("trained", trained());
    return facts;
  }

  private String weights() {
    if (zeroShot) {
      return "zero-shot defaults, from typical spreads of cosines; not fitted";
    }
    return weights == null ? "random" : weights.toString();
  }
}
