package org.melange.spark.link;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.config.Settings.CandidateMode;
import org.melange.config.Settings.Search;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.LinkingMode;
import org.melange.link.calibrate.NilThreshold;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.link.score.NamePriorLinker;
import org.melange.run.JobException;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Links mentions: scores each against its {@code candidates}, against every entity of the table, or
 * against its candidates and the entities nearest to it, and replaces features and images by the
 * link columns of {@code contracts.md}. A mention without a candidate has no entity (NIL).
 */
public final class EntityLinker extends EntityTableTransformer<EntityLinker> {

  private static final long serialVersionUID = 1L;
  private static final List<String> CONSUMED =
      Stream.concat(
              Stream.of("images", "candidates"),
              Stream.of(Schemas.FEATURES.fieldNames()).filter(name -> !name.equals("image_status")))
          .toList();

  private static final List<String> UNLOOKED =
      CONSUMED.stream().filter(name -> !name.equals("candidates")).toList();
  private static final StructField CANDIDATES =
      DataTypes.createStructField("candidates", new ArrayType(Schemas.CANDIDATE, false), true);

  private final IntParam topK =
      new IntParam(this, "topK", "entities listed a mention", ParamValidators.gtEq(1));

  private final Param<String> search =
      new Param<>(
          this,
          "search",
          "how entities are searched: exact or approximate",
          value -> isOneOf(value, Search.class));
  private final IntParam searchWidth =
      new IntParam(
          this,
          "searchWidth",
          "entities that an approximate search keeps in view",
          ParamValidators.gtEq(1));

  private final Param<String> calibration =
      new Param<>(
          this,
          "calibration",
          "the model's calibration: auto, any-kb or off",
          CalibrationStore::isUse);
  private final DoubleParam minConfidence =
      new DoubleParam(
          this,
          "minConfidence",
          "a link less sure becomes NIL; unset: the calibration's threshold",
          ParamValidators.inRange(0, 1));

  /** A stage called {@code uid}. */
  public EntityLinker(String uid) {
    super(uid);
    Settings.Link defaults = Settings.defaults().link();
    setDefault(topK, defaults.topK());
    setDefault(search, code(defaults.search()));
    setDefault(searchWidth, defaults.searchWidth());
    setDefault(calibration, CalibrationStore.code(defaults.calibration()));
  }

  /** A stage with a name of its own. */
  public EntityLinker() {
    this(Identifiable$.MODULE$.randomUID("linker"));
  }

  /** Reads a saved stage. */
  public static MLReader<EntityLinker> read() {
    return new DefaultParamsReader<>();
  }

  /** Entities listed for each mention. */
  public IntParam topK() {
    return topK;
  }

  /** How entities are searched: {@code exact} or {@code approximate}. */
  public Param<String> search() {
    return search;
  }

  /** Entities that an approximate search keeps in view. */
  public IntParam searchWidth() {
    return searchWidth;
  }

  /** Whether links get a confidence: {@code auto}, {@code any-kb} or {@code off}. */
  public Param<String> calibration() {
    return calibration;
  }

  /** The least confidence of a link; the calibration's threshold unless set. */
  public DoubleParam minConfidence() {
    return minConfidence;
  }

  /** Sets {@link #topK()}. */
  public EntityLinker setTopK(int value) {
    return with(topK, value);
  }

  /** Sets {@link #calibration()}. */
  public EntityLinker setCalibration(String value) {
    return with(calibration, value);
  }

  /** Sets {@link #minConfidence()}. */
  public EntityLinker setMinConfidence(double value) {
    return with(minConfidence, value);
  }

  /** Sets what {@code link.*} says. */
  public EntityLinker setLink(Settings.Link link) {
    super.set(link);
    set(topK, link.topK());
    set(search, code(link.search()));
    set(searchWidth, link.searchWidth());
    link.minConfidence().ifPresent(this::setMinConfidence);
    return setCalibration(CalibrationStore.code(link.calibration()));
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("EntityLinker", input, Schemas.FEATURES.fields());
    requireCandidates("EntityLinker", input);
    return added("EntityLinker", Schemas.without(input, CONSUMED), Schemas.LINK);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    NilThreshold rule = rule();
    if (rule.curve() != null) {
      require("EntityLinker with a calibration", mentions.schema(), CANDIDATES);
    }
    int listed = (Integer) getOrDefault(topK);
    // candidates stay until links were judged by them; of one entity nobody knows the margin
    ScoringTask scoring = scoring(mentions.sparkSession(), UNLOOKED, options(Math.max(2, listed)));
    return onDevice(mentions.toDF(), new Link(scoring, rule, listed), schema);
  }

  /**
   * Checks that the table can be searched as asked for and that the model's calibration is one of
   * such links, which {@link #transform} does too, when other work has been done.
   *
   * @throws JobException saying what to do if not
   */
  public void requireUsable(SparkSession spark) {
    requireIndex(spark, options(1));
    rule();
  }

  /** Candidates by name are few, and need no search. */
  private LinkerOptions options(int kept) {
    LinkerOptions exact = LinkerOptions.exact(kept);
    return getOrDefault(search).equals(code(Search.APPROXIMATE)) && mode() != CandidateMode.NAMES
        ? exact.indexed((Integer) getOrDefault(searchWidth))
        : exact;
  }

  private NilThreshold rule() {
    ModelRef model = modelRef();
    Optional<Calibration> fitting =
        CalibrationStore.fitting(
            model,
            getOrDefault(table()),
            new LinkingMode(getOrDefault(candidateMode()), namePriorValue()),
            getOrDefault(calibration));
    OptionalDouble least =
        isDefined(minConfidence)
            ? OptionalDouble.of((Double) getOrDefault(minConfidence))
            : OptionalDouble.empty();
    if (fitting.isEmpty() && least.orElse(0) > 0) {
      throw JobException.usage(
          "a least confidence of %s asks for a calibration, but %s has none or it is not used"
              .formatted(least.getAsDouble(), model.uri()));
    }
    return NilThreshold.of(fitting, least);
  }

  /** Links batch by batch. */
  static final class Link implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ScoringTask scoring;
    private final NilThreshold rule;
    private final int listed;

    Link(ScoringTask scoring, NilThreshold rule, int listed) {
      this.scoring = scoring;
      this.rule = rule;
      this.listed = listed;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      return scoring.map(mentions, this::rank, this::row);
    }

    private List<List<Linker.Ranked>> rank(
        NamePriorLinker linker, List<ScoringTask.Mention> batch) {
      List<NamePrior> priors = scoring.priors(batch);
      if (scoring.mode() == CandidateMode.ALL) {
        return linker.rankAll(batch.stream().map(ScoringTask.Mention::mention).toList(), priors);
      }
      List<List<String>> candidates = scoring.candidates(batch);
      return IntStream.range(0, batch.size())
          .mapToObj(m -> linker.rank(batch.get(m).mention(), candidates.get(m), priors.get(m)))
          .toList();
    }

    private Row row(ScoringTask.Mention mention, List<Linker.Ranked> ranked) {
      LinkCodec codec = new LinkCodec(scoring.entities(), scoring.model().version(), rule, listed);
      return Rows.append(
          Rows.without(mention.kept(), CONSUMED),
          Schemas.LINK,
          codec.columns(mention.kept(), ranked));
    }
  }
}
