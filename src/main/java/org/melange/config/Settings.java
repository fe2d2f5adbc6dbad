package org.melange.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * All settings of a run; {@code conf/melange.conf} says what each means and is where the defaults
 * stand.
 *
 * @param posts how posts are read
 * @param quarantine how many rejected records are too many
 * @param images limits of image files
 * @param mentions how mentions are found
 * @param features how features are computed
 * @param link how mentions are linked
 * @param calibrate how confidences are fitted
 * @param train how models are trained
 * @param enrich how mentions get descriptions
 * @param run how the work is divided
 * @param verify when files are compared with their manifests
 * @param source all settings as one line of JSON, for manifests
 */
public record Settings(
    Posts posts,
    Quarantine quarantine,
    Images images,
    Mentions mentions,
    Features features,
    Link link,
    Calibrate calibrate,
    Train train,
    Enrichment enrich,
    Run run,
    Verify verify,
    String source) {

  private static final String DEFAULTS = "melange.conf";

  /**
   * {@code posts.*}: the longest record, and what relative image URIs are relative to (empty: the
   * posts' folder).
   */
  public record Posts(int maxChars, String imagesRoot) {}

  /** {@code quarantine.*}: the share of posts that may be rejected. */
  public record Quarantine(double maxShare) {}

  /**
   * {@code images.*}.
   *
   * @param maxBytes the largest file
   * @param maxPixels the largest picture
   * @param readTimeout how long opening and reading one file may take, not on the web
   * @param allowedPrefixes directories that images may be read from besides the images' root
   * @param http how the web is asked for images
   */
  public record Images(
      long maxBytes,
      long maxPixels,
      Duration readTimeout,
      List<String> allowedPrefixes,
      Http http) {

    /** Limits, with defaults for the rest, and without the web. */
    public Images(long maxBytes, long maxPixels) {
      this(maxBytes, maxPixels, Duration.ofMinutes(1), List.of(), Http.OFF);
    }
  }

  /**
   * {@code images.http.*}.
   *
   * @param enabled whether it is asked at all
   * @param timeout for one image, redirects and retries included
   * @param maxRedirects how often an address may point to another
   * @param retries after a failure that may pass
   * @param connectionsPerHost of one executor
   * @param allow hosts and blocks of addresses that may be reached though they are not public
   * @param userAgent what the client calls itself
   */
  public record Http(
      boolean enabled,
      Duration timeout,
      int maxRedirects,
      int retries,
      int connectionsPerHost,
      List<String> allow,
      String userAgent) {

    /** The web is not asked. */
    public static final Http OFF =
        new Http(false, Duration.ofSeconds(20), 5, 2, 4, List.of(), "Melange");
  }

  /**
   * {@code mentions.*}.
   *
   * @param minChars the shortest name that is looked for, in code points
   * @param minCharsCjk the same for names that consist of Han, Hangul and Katakana
   * @param lowerCase whether names are found that are written without a capital
   * @param maxPerPost mentions of one post that are linked at most
   */
  public record Mentions(int minChars, int minCharsCjk, boolean lowerCase, int maxPerPost)
      implements java.io.Serializable {}

  /**
   * {@code features.*}.
   *
   * @param batchSize most texts or images at once
   * @param device where the model runs
   * @param taskGpus the share of a GPU that a task of this stage asks Spark for (0: none of its
   *     own)
   * @param precision what CLIP computes in
   * @param threads for one task's tensor operations on a CPU (0: shared out)
   * @param fetchThreads that fetch and decode images, in each executor (0: from its cores)
   * @param cacheBytes heap of an executor that features of repeated contents may take
   * @param ledger folder of the features that are kept over runs (empty: none)
   */
  public record Features(
      int batchSize,
      DeviceChoice device,
      double taskGpus,
      Precision precision,
      int threads,
      int fetchThreads,
      long cacheBytes,
      String ledger) {}

  /**
   * {@code link.*}.
   *
   * @param candidates which entities a mention is scored against
   * @param maxCandidates how many by name
   * @param nearest how many besides, with {@link CandidateMode#HYBRID}
   * @param namePrior what the full weight of a name adds to a score
   * @param search how entities are searched, where not by name alone
   * @param searchWidth entities that an approximate search keeps in view
   * @param topK how many a link lists
   * @param batchSize mentions scored together
   * @param maxTableBytes how much of a table an executor maps at once
   * @param table how tables are kept
   * @param calibration whether the model's calibration is used
   * @param minConfidence the least confidence of a link (empty: the calibration's threshold)
   */
  public record Link(
      CandidateMode candidates,
      int maxCandidates,
      int nearest,
      double namePrior,
      Search search,
      int searchWidth,
      int topK,
      int batchSize,
      long maxTableBytes,
      Table table,
      CalibrationUse calibration,
      OptionalDouble minConfidence) {

    /** Whether candidates by name have a part in scores. */
    public boolean looksAtNames() {
      return candidates.looksAtNames(namePrior);
    }
  }

  /**
   * {@code link.table.*}.
   *
   * @param precision of a table that is written
   * @param distribution how a table comes to the executors
   * @param cache folder of each machine for tables that lie elsewhere (empty: a default)
   * @param index whether a table that is written gets an index for approximate searches
   */
  public record Table(
      TablePrecision precision, Distribution distribution, String cache, boolean index) {

    /** The same, but for how a table comes to the executors. */
    public Table with(Distribution otherDistribution, String otherCache) {
      return new Table(precision, otherDistribution, otherCache, index);
    }
  }

  /**
   * {@code calibrate.*}: the share of mentions whose right entity is taken away, the precision that
   * the threshold aims at, the curve, the parts of a cross-validation, and the seed of both.
   */
  public record Calibrate(
      double nilShare, double precision, CalibrationMethod method, int folds, long seed) {}

  /**
   * {@code train.*}: what is trained, on which share of the mentions, how many may be unusable, how
   * long, how fast, and what the validation looks at. A gradient norm of 0 means that gradients are
   * not clipped; the schedule and the share of the steps before it is reached are of the learning
   * rates; the precision is that of large products.
   */
  public record Train(
      ClipTraining clip,
      double fraction,
      double maxLeftOut,
      int epochs,
      int batchSize,
      double learningRate,
      double clipLearningRate,
      double weightDecay,
      double epsilon,
      double maxGradientNorm,
      int validateEvery,
      int patience,
      int validationMentions,
      int validationEntities,
      long seed,
      LearningSchedule schedule,
      double warmup,
      Precision precision) {}

  /** {@code run.*}: partitions of the work (0: from the number of cores). */
  public record Run(int partitions) {}

  /**
   * {@code verify.*}: when the contents of files are compared with the manifests that list them.
   */
  public record Verify(Checksums checksums) {}

  /** When the SHA-256 sums of a manifest are compared with the contents of its files. */
  public enum Checksums {
    /** Once for each machine and version, and again when a file's length or time has changed. */
    ONCE,
    /** In each run. */
    ALWAYS
  }

  /** Where the model runs. */
  public enum DeviceChoice {
    /** A GPU where Spark gives the task one, else the CPU. */
    AUTO,
    /** The CPU. */
    CPU,
    /** A GPU; it is an error if Spark gives the task none. */
    GPU
  }

  /** What is computed in. */
  public enum Precision {
    /** Single precision. */
    FLOAT32,
    /** Half precision: on GPUs. */
    FLOAT16
  }

  /** Which entities a mention is scored against. */
  public enum CandidateMode {
    /** Those whose names fit the mention. */
    NAMES,
    /** Every entity of the table. */
    ALL,
    /** Those whose names fit, and those whose vectors are nearest. */
    HYBRID;

    /**
     * Whether candidates by name have a part in scores.
     *
     * @param namePrior what the full weight of a name adds to a score
     */
    public boolean looksAtNames(double namePrior) {
      return this != ALL || namePrior > 0;
    }
  }

  /** How the entities of a table are searched. */
  public enum Search {
    /** All are looked at. */
    EXACT,
    /** The table's index leads to those that are near. */
    APPROXIMATE
  }

  /** What the numbers of an entity table are kept in. */
  public enum TablePrecision {
    /** Single precision. */
    FLOAT32,
    /** Half precision. */
    FLOAT16,
    /** Half precision, and bytes for what is scanned. */
    INT8
  }

  /** How an entity table comes to the executors. */
  public enum Distribution {
    /** They open its files, wherever those lie. */
    FILES,
    /** Spark sends it from the driver. */
    BROADCAST
  }

  /** Whether links get the confidence that a model's calibration gives them. */
  public enum CalibrationUse {
    /** If the model has one; it must fit the knowledge base. */
    AUTO,
    /** If the model has one, be it of another knowledge base. */
    ANY_KB,
    /** No. */
    OFF
  }

  /** What becomes of the learning rate over a training. */
  public enum LearningSchedule {
    /** It stays. */
    CONSTANT,
    /** It falls in a straight line. */
    LINEAR,
    /** It falls as half a wave of the cosine. */
    COSINE
  }

  /** The curve from evidence to confidence. */
  public enum CalibrationMethod {
    /** That of the two that comes closer to the truth on mentions that it was not fitted on. */
    AUTO,
    /** A logistic regression. */
    LOGISTIC,
    /** An isotonic regression behind it. */
    ISOTONIC
  }

  /** What becomes of CLIP in a training. */
  public enum ClipTraining {
    /** It stays as it is. */
    FROZEN,
    /** It learns along. */
    TRAINED
  }

  /** The defaults alone. */
  public static Settings defaults() {
    return load(Optional.empty(), List.of());
  }

  /**
   * Reads the settings of a run.
   *
   * @param file settings that go before the defaults
   * @param overrides {@code key=value} pairs that go before the file
   * @throws ConfigException naming every fault
   */
  public static Settings load(Optional<Path> file, List<String> overrides) {
    Config merged = overrides(overrides);
    if (file.isPresent()) {
      merged = merged.withFallback(parse(file.get()));
    }
    return read(merged.withFallback(defaultsOfJar()));
  }

  /** The settings whose {@link #source} this is. */
  public static Settings ofSource(String source) {
    return read(ConfigFactory.parseString(source));
  }

  /**
   * These settings with some changed.
   *
   * @param overrides {@code key=value} pairs
   * @throws ConfigException naming every fault
   */
  public Settings with(List<String> overrides) {
    return read(overrides(overrides).withFallback(ConfigFactory.parseString(source)));
  }

  /** These settings with others for {@code quarantine.*}. */
  public Settings withQuarantine(Quarantine other) {
    return new Settings(
        posts, other, images, mentions, features, link, calibrate, train, enrich, run, verify,
        source);
  }

  private static Settings read(Config config) {
    ConfigReader in = new ConfigReader(config);
    Settings settings =
        new Settings(
            new Posts(
                in.integer("posts.max-chars", 1, Integer.MAX_VALUE), in.text("posts.images-root")),
            new Quarantine(in.share("quarantine.max-share")),
            new Images(
                in.bytes("images.max-bytes", 1, Integer.MAX_VALUE - 8),
                in.number("images.max-pixels", 1, Integer.MAX_VALUE / 4),
                in.duration("images.read-timeout", Duration.ofMillis(1), Duration.ofHours(1)),
                in.directories("images.allowed-prefixes"),
                http(in)),
            new Mentions(
                in.integer("mentions.min-chars", 1, 1000),
                in.integer("mentions.min-chars-cjk", 1, 1000),
                in.flag("mentions.lower-case"),
                in.integer("mentions.max-per-post", 1, Integer.MAX_VALUE)),
            features(in),
            link(in),
            calibrate(in),
            train(in),
            Enrichment.read(in),
            new Run(in.integer("run.partitions", 0, 1_000_000)),
            new Verify(in.oneOf("verify.checksums", Checksums.class)),
            config.root().render(ConfigRenderOptions.concise()));
    in.finish();
    return settings;
  }

  private static Link link(ConfigReader in) {
    return new Link(
        in.oneOf("link.candidates", CandidateMode.class),
        in.integer("link.max-candidates", 1, 100_000),
        in.integer("link.nearest", 1, 100_000),
        in.real("link.name-prior", 0, 1_000_000),
        in.oneOf("link.search", Search.class),
        in.integer("link.search-width", 1, 1_000_000),
        in.integer("link.top-k", 1, 10_000),
        in.integer("link.batch-size", 1, 65_536),
        in.bytes("link.max-table-bytes", 1, Long.MAX_VALUE),
        new Table(
            in.oneOf("link.table.precision", TablePrecision.class),
            in.oneOf("link.table.distribution", Distribution.class),
            in.text("link.table.cache"),
            in.flag("link.table.index")),
        in.oneOf("link.calibration", CalibrationUse.class),
        in.shareUnless("link.min-confidence", "calibrated"));
  }

  private static Calibrate calibrate(ConfigReader in) {
    return new Calibrate(
        in.share("calibrate.nil-share"),
        in.share("calibrate.precision"),
        in.oneOf("calibrate.method", CalibrationMethod.class),
        in.integer("calibrate.folds", 2, 100),
        in.number("calibrate.seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private static Http http(ConfigReader in) {
    return new Http(
        in.flag("images.http.enabled"),
        in.duration("images.http.timeout", Duration.ofMillis(1), Duration.ofHours(1)),
        in.integer("images.http.max-redirects", 0, 50),
        in.integer("images.http.retries", 0, 50),
        in.integer("images.http.connections-per-host", 1, 256),
        in.hosts("images.http.allow"),
        in.text("images.http.user-agent"));
  }

  private static Features features(ConfigReader in) {
    return new Features(
        in.integer("features.batch-size", 1, 65_536),
        in.oneOf("features.device", DeviceChoice.class),
        in.real("features.task-gpus", 0, 64),
        in.oneOf("features.precision", Precision.class),
        in.integer("features.threads", 0, 1024),
        in.integer("features.fetch-threads", 0, 1024),
        in.bytes("features.cache-bytes", 0, Long.MAX_VALUE),
        in.text("features.ledger"));
  }

  private static Train train(ConfigReader in) {
    return new Train(
        in.oneOf("train.clip", ClipTraining.class),
        in.share("train.fraction"),
        in.share("train.max-left-out"),
        in.integer("train.epochs", 1, 1_000_000),
        in.integer("train.batch-size", 1, 65_536),
        in.real("train.learning-rate", 1e-12, 10),
        in.real("train.clip-learning-rate", 1e-12, 10),
        in.real("train.weight-decay", 0, 10),
        in.real("train.epsilon", 1e-16, 1),
        in.real("train.max-gradient-norm", 0, 1e9),
        in.integer("train.validate-every", 1, 1_000_000),
        in.integer("train.patience", 1, 1_000_000),
        in.integer("train.validation-mentions", 1, 1_000_000),
        in.integer("train.validation-entities", 0, 1_000_000),
        in.number("train.seed", Long.MIN_VALUE, Long.MAX_VALUE),
        in.oneOf("train.schedule", LearningSchedule.class),
        in.real("train.warmup", 0, 0.99),
        in.oneOf("train.precision", Precision.class));
  }

  private static Config defaultsOfJar() {
    return ConfigFactory.parseResources(
        Settings.class.getClassLoader(),
        DEFAULTS,
        ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config parse(Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigException(List.of("settings file " + file + " cannot be read"));
    }
    try {
      return ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
          .resolve(ConfigResolveOptions.noSystem());
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigException(List.of("settings file " + file + ": " + e.getMessage()));
    }
  }

  private static Config overrides(List<String> pairs) {
    Config config = ConfigFactory.empty();
    List<String> faults = new ArrayList<>();
    for (String pair : pairs) {
      try {
        config = override(pair).withFallback(config);
      } catch (IllegalArgumentException | com.typesafe.config.ConfigException e) {
        faults.add("--set " + pair + ": " + e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    return config;
  }

  private static Config override(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("must read key=value");
    }
    String key = pair.substring(0, equals).strip();
    String value = pair.substring(equals + 1).strip();
    // Always a text, which reads as whatever type is asked for: as HOCON, a '#' or '//' in a path
    // would begin a comment.
    return ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value, "--set"));
  }
}
