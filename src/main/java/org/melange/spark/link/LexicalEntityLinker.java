package org.melange.spark.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.encode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Enrichment.Chooser;
import org.melange.config.LinkSettings;
import org.melange.config.Settings;
import org.melange.link.calibrate.Calibration;
import org.melange.link.calibrate.NilThreshold;
import org.melange.link.lexical.LexicalLinker;
import org.melange.link.lexical.LexicalRanking;
import org.melange.link.lexical.LexicalScore;
import org.melange.link.lexical.LexicalWeights;
import org.melange.run.Fingerprint;
import org.melange.run.JobException;
import org.melange.spark.kb.CandidateCodec;
import org.melange.spark.kb.EntityFilter;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.KnowledgeBaseTransformer;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Links mentions without a model, by names, descriptions and the text around the mention: adds the
 * link columns of {@code contracts.md} and {@code image_status}, which is {@code unused}. Of the
 * scores, {@code score_image} and {@code score_cross} are 0. Takes {@code mention} and {@code
 * text}, and where they are there {@code context}, {@code description} and {@code candidates}.
 */
public final class LexicalEntityLinker extends KnowledgeBaseTransformer<LexicalEntityLinker> {

  private static final long serialVersionUID = 1L;
  private static final String NAME = "LexicalEntityLinker";
  private static final List<String> CONSUMED = List.of("images", "candidates");

  /** The {@code image_status} of a mention whose image was not looked at. */
  public static final String UNUSED = "unused";

  private static final StructType ADDED =
      Schemas.concat(Schemas.LINK, new StructType().add(Schemas.FEATURES.apply("image_status")));

  private final IntParam maxCandidates =
      new IntParam(this, "maxCandidates", "most candidates of a mention", ParamValidators.gtEq(1));
  private final Param<String> types =
      new Param<>(this, "types", "classes whose instances are candidates, separated by commas");
  private final IntParam topK =
      new IntParam(this, "topK", "entities listed a mention", ParamValidators.gtEq(1));
  private final Param<String> calibration =
      new Param<>(
          this,
          "calibration",
          "whether links get a confidence: auto, any-kb or off",
          CalibrationStore::isUse);
  private final DoubleParam minConfidence =
      new DoubleParam(
          this,
          "minConfidence",
          "a link below this confidence becomes NIL; unset: the calibration's threshold",
          ParamValidators.inRange(0, 1));

  private final BooleanParam evidence =
      new BooleanParam(
          this, "evidence", "whether confidence_features is added, from which confidences follow");

  /** A transformer with the identifier {@code uid}. */
  public LexicalEntityLinker(String uid) {
    super(uid);
    LinkSettings defaults = Settings.defaults().link();
    setDefault(maxCandidates, LexicalLinker.MAX_CANDIDATES);
    setDefault(types, "");
    setDefault(topK, defaults.topK());
    setDefault(evidence, false);
    setDefault(calibration, CalibrationStore.code(defaults.calibration()));
  }

  /** A transformer with a random identifier. */
  public LexicalEntityLinker() {
    this(Identifiable$.MODULE$.randomUID("lexicalLinker"));
  }

  /** Reads a saved transformer. */
  public static MLReader<LexicalEntityLinker> read() {
    return new DefaultParamsReader<>();
  }

  /** The most candidates of a mention; no more than {@link LexicalLinker#MAX_CANDIDATES} count. */
  public IntParam maxCandidates() {
    return maxCandidates;
  }

  /** QIDs of classes, separated by commas; empty: all entities are candidates. */
  public Param<String> types() {
    return types;
  }

  /** Entities listed for each mention. */
  public IntParam topK() {
    return topK;
  }

  /** Whether links get a confidence: {@code auto}, {@code any-kb} or {@code off}. */
  public Param<String> calibration() {
    return calibration;
  }

  /** The least confidence of a link; the calibration's threshold unless set. */
  public DoubleParam minConfidence() {
    return minConfidence;
  }

  /** Whether {@code confidence_features} is added: what a confidence is computed from. */
  public BooleanParam evidence() {
    return evidence;
  }

  /** Sets {@link #evidence()}. */
  public LexicalEntityLinker setEvidence(boolean value) {
    return with(evidence, value);
  }

  /** Sets {@link #maxCandidates()}. */
  public LexicalEntityLinker setMaxCandidates(int value) {
    return with(maxCandidates, value);
  }

  /** Sets {@link #types()}. */
  public LexicalEntityLinker setTypes(List<String> classes) {
    return with(types, String.join(",", classes));
  }

  /** Sets {@link #topK()}. */
  public LexicalEntityLinker setTopK(int value) {
    return with(topK, value);
  }

  /** Sets {@link #calibration()}. */
  public LexicalEntityLinker setCalibration(String value) {
    return with(calibration, value);
  }

  /** Sets {@link #minConfidence()}. */
  public LexicalEntityLinker setMinConfidence(double value) {
    return with(minConfidence, value);
  }

  /** Applies {@code link.*}. */
  public LexicalEntityLinker setSettings(Settings settings) {
    LinkSettings link = settings.link();
    link.minConfidence().ifPresent(this::setMinConfidence);
    return setTable(link.table())
        .setMaxCandidates(link.maxCandidates())
        .setTypes(link.types())
        .setTopK(link.topK())
        .setCalibration(CalibrationStore.code(link.calibration()));
  }

  /**
   * The settings of a run that links without a model: descriptions of mentions are chosen by a
   * service or not at all, because this transformer compares them with the text itself. {@code
   * enrich.strategy = lexical} is kept.
   */
  public static Settings settings(Settings settings) {
    boolean byWords =
        settings.enrich().questions().strategy() == Chooser.AUTO
            && settings.enrich().chooser() == Chooser.LEXICAL;
    return byWords ? settings.with(List.of("enrich.strategy=off")) : settings;
  }

  @Override
  public StructType transformSchema(StructType input) {
    require(NAME, input, Schemas.EXTRACTED.apply("mention"), Schemas.POST.apply("text"));
    return added(NAME, Schemas.without(input, CONSUMED), columns());
  }

  private StructType columns() {
    return (Boolean) getOrDefault(evidence) ? Schemas.concat(ADDED, Schemas.EVIDENCE) : ADDED;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    Link link =
        new Link(
            ref(mentions.sparkSession()),
            rule(),
            (Integer) getOrDefault(topK),
            columns(),
            Arrays.asList(mentions.columns()));
    return mentions.toDF().mapPartitions(link, Encoders.row(schema));
  }

  /**
   * Adds {@code input_key}, which identifies the mentions. The weights of words depend on all
   * entities, so that links depend on the whole knowledge base, too, which is not part of the key.
   *
   * @param mentions with {@code post_hash}
   * @param settings identifies the settings that scores depend on
   */
  public Dataset<Row> withInputKeys(Dataset<Row> mentions, String settings) {
    String origin = new Fingerprint().add(version()).add(settings).hex();
    List<String> there = Arrays.asList(mentions.columns());
    Column[] parts =
        Stream.concat(
                Stream.of(lit(origin)),
                InputKeys.MENTION.stream()
                    .filter(there::contains)
                    .map(name -> coalesce(col(name).cast("string"), lit(""))))
            .toArray(Column[]::new);
    Column key = sha2(encode(concat_ws("\n", parts), "UTF-8"), 256);
    return mentions.withColumn("input_key", substring(key, 1, Fingerprint.SHORT));
  }

  private LexicalLinkerRef ref(SparkSession spark) {
    KnowledgeBase base = base();
    return new LexicalLinkerRef(
        base.version(),
        index(spark, base),
        LexicalFiles.weights(base.directory()),
        (Integer) getOrDefault(maxCandidates),
        EntityFilter.of(spark, base, getOrDefault(types)));
  }

  /**
   * Checks, before other work is done, that the knowledge base has the classes.
   *
   * @throws JobException if it has not
   */
  public void requireTypes(SparkSession spark) {
    EntityFilter.of(spark, base(), getOrDefault(types));
  }

  /** Identifies the weights that it links with. */
  public String version() {
    return LexicalFiles.weights(getOrDefault(kb())).version();
  }

  /**
   * The calibration that it links with, if there is one.
   *
   * @throws JobException if it does not fit
   */
  public Optional<Calibration> fittingCalibration() {
    KnowledgeBase base = base();
    LexicalWeights weights = LexicalFiles.weights(base.directory());
    return LexicalFiles.calibration(base, weights, getOrDefault(calibration));
  }

  /**
   * Which links are kept.
   *
   * @throws JobException if the calibration does not fit
   */
  public NilThreshold rule() {
    Optional<Calibration> fitting = fittingCalibration();
    OptionalDouble least =
        isDefined(minConfidence)
            ? OptionalDouble.of((Double) getOrDefault(minConfidence))
            : OptionalDouble.empty();
    return CalibrationStore.rule(fitting, least, getOrDefault(kb()));
  }

  /** Links mention by mention. */
  static final class Link implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final LexicalLinkerRef ref;
    private final NilThreshold rule;
    private final int listed;
    private final StructType added;
    private final List<String> columns;

    Link(
        LexicalLinkerRef ref,
        NilThreshold rule,
        int listed,
        StructType added,
        List<String> columns) {
      this.ref = ref;
      this.rule = rule;
      this.listed = listed;
      this.added = added;
      this.columns = List.copyOf(columns);
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      LexicalLinker linker = ref.load();
      return BatchingIterator.flatMap(mentions, row -> List.of(linked(row, linker)));
    }

    private Row linked(Row row, LexicalLinker linker) {
      String mention = row.getAs("mention");
      LexicalRanking ranked =
          columns.contains("candidates")
              ? linker.rank(mention, text(row), ref.accepted(CandidateCodec.candidates(row)))
              : linker.rank(mention, text(row));
      return Rows.append(Rows.without(row, CONSUMED), added, columns(ranked));
    }

    /** The text around the mention, with the description that was chosen for it. */
    private String text(Row row) {
      String text = Optional.ofNullable(value(row, "context")).orElse(row.getAs("text"));
      String description = value(row, "description");
      return description == null ? text : text + " " + description;
    }

    private String value(Row row, String column) {
      return columns.contains(column) ? row.getAs(column) : null;
    }

    private Object[] columns(LexicalRanking ranking) {
      Object[] links = links(ranking);
      return added.length() == ADDED.length() ? links : concat(links, evidence(ranking));
    }

    private static Object[] evidence(LexicalRanking ranking) {
      return new Object[] {
        ranking
            .confidence()
            .map(of -> Rows.array(Arrays.stream(of.vector()).boxed().toList()))
            .orElse(null)
      };
    }

    private Object[] links(LexicalRanking ranking) {
      List<LexicalScore> ranked = ranking.scores();
      Object[] origin = {ref.weights().version(), ref.knowledgeBase(), UNUSED};
      if (ranked.isEmpty()) {
        Object[] nothing = new Object[Schemas.LINK.size() - 2];
        nothing[Schemas.LINK.fieldIndex("candidates")] = Rows.array(List.of());
        return concat(nothing, origin);
      }
      LexicalScore best = ranked.get(0);
      Double confidence = rule.confidence(ranking.confidence().orElseThrow());
      boolean kept = rule.keeps(confidence);
      String qid = best.candidate().qid();
      Object[] link = {
        kept ? qid : null,
        kept ? ref.label(qid) : null,
        confidence,
        best.score().score(),
        best.score().text(),
        best.score().image(),
        best.score().cross(),
        best.score().name(),
        ranked.size() > 1 ? best.score().score() - ranked.get(1).score().score() : null,
        Rows.array(ranked.stream().limit(listed).map(this::scored).toList())
      };
      return concat(link, origin);
    }

    private static Object[] concat(Object[] first, Object[] second) {
      return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    private Row scored(LexicalScore entity) {
      String qid = entity.candidate().qid();
      return Rows.of(
          Schemas.SCORED,
          qid,
          ref.label(qid),
          entity.score().score(),
          entity.score().text(),
          entity.score().image(),
          entity.score().cross(),
          entity.score().name());
    }
  }
}
