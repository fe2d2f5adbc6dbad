package org.melange.spark.enrich;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Enrichment.Chooser;
import org.melange.config.Settings;
import org.melange.enrich.question.EnrichmentOutcome;
import org.melange.enrich.question.EnrichmentPlan;
import org.melange.enrich.question.EnrichmentTotals;
import org.melange.run.RunId;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.row.MelangeTransformer;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds {@code description} and {@code enrichment_status}: of the descriptions of all entities that
 * have the mention's name, the one that fits the text. The description is null if none fits or no
 * answer was available. {@code enrich.strategy} selects the method: a language model, a comparison
 * of words, the description that the post came with, or none.
 *
 * <p><b>With a language model, {@link #transform} is eager and spends money</b>: it asks a paid
 * service, within {@code enrich.budget-usd}, before it returns. Answers are stored, so a second
 * call with the same mentions asks only what is missing. {@link #plan} estimates the cost in
 * advance. Otherwise, the transformation is lazy and free.
 */
public final class DescriptionEnricher extends MelangeTransformer<DescriptionEnricher> {

  private static final long serialVersionUID = 1L;

  private final Param<String> kb = new Param<>(this, "kb", "directory of the knowledge base");
  private final Param<String> settings =
      new Param<>(this, "settings", "all settings as JSON; enrich.* and link.types are used");

  private final BooleanParam retryFailed =
      new BooleanParam(this, "retryFailed", "ask only the questions that failed before");

  /** A stage with the identifier {@code uid}. */
  public DescriptionEnricher(String uid) {
    super(uid);
    setDefault(settings, Settings.defaults().source());
    setDefault(retryFailed, false);
  }

  /** A stage with a random identifier. */
  public DescriptionEnricher() {
    this(Identifiable$.MODULE$.randomUID("descriptions"));
  }

  /** Reads a saved stage. */
  public static MLReader<DescriptionEnricher> read() {
    return new DefaultParamsReader<>();
  }

  /** Directory of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /**
   * All settings as one line of JSON; {@code enrich.*} and {@code link.types} are used. Does not
   * contain the API key.
   */
  public Param<String> settings() {
    return settings;
  }

  /** Whether only questions that failed before are asked. */
  public BooleanParam retryFailed() {
    return retryFailed;
  }

  /** Sets {@link #kb()}. */
  public DescriptionEnricher setKb(String value) {
    return with(kb, value);
  }

  /** Sets {@link #settings()}. */
  public DescriptionEnricher setSettings(Settings value) {
    return with(settings, value.source());
  }

  /**
   * Changes one of {@link #settings()}.
   *
   * @param key such as {@code enrich.endpoint}
   * @param value as {@code --set} takes it
   * @throws org.melange.config.ConfigException if there is no such setting or the value is invalid
   */
  public DescriptionEnricher setSetting(String key, String value) {
    return setSettings(values().with(List.of(key + "=" + value)));
  }

  /** Sets {@link #retryFailed()}. */
  public DescriptionEnricher setRetryFailed(boolean value) {
    return with(retryFailed, value);
  }

  @Override
  public StructType transformSchema(StructType input) {
    require(
        "DescriptionEnricher",
        input,
        Schemas.EXTRACTED.apply("mention"),
        Schemas.POST.apply("text"),
        Schemas.EXTRACTED.apply("span_start"),
        Schemas.EXTRACTED.apply("span_end"));
    return added("DescriptionEnricher", input, Schemas.ENRICHED);
  }

  /**
   * Adds the descriptions. Eager with a language model: the questions are asked, and paid for,
   * before this method returns. The resulting rows only read the answer store.
   */
  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    return enrich(mentions, plan -> {}, line -> {}).rows();
  }

  /**
   * What {@link #enrich} would ask; asks nothing.
   *
   * @param progress receives messages for the user
   */
  public EnrichmentPlan plan(Dataset<?> mentions, Consumer<String> progress) {
    transformSchema(mentions.schema());
    Settings values = values();
    if (values.enrich().chooser() != Chooser.SERVICE) {
      return EnrichmentPlan.nothing(mentions.count());
    }
    try (EnrichmentRun run = run(mentions.toDF(), values, progress)) {
      return run.plan();
    }
  }

  /**
   * Enriches mentions. With a language model, this method returns when all answers are in the
   * answer store.
   *
   * @param planned receives the plan before anything is asked
   * @param progress receives messages for the user
   */
  public Enriched enrich(
      Dataset<?> mentions, Consumer<EnrichmentPlan> planned, Consumer<String> progress) {
    StructType schema = transformSchema(mentions.schema());
    Settings values = values();
    return switch (values.enrich().chooser()) {
      case SERVICE -> asked(mentions.toDF(), values, planned, progress);
      case OFF -> withoutQuestions(off(mentions.toDF()));
      case GIVEN -> withoutQuestions(mentions.toDF().map(new TakeGiven(), Encoders.row(schema)));
      default -> withoutQuestions(lexical(mentions.toDF(), values, schema));
    };
  }

  /**
   * Enriches mentions as {@link #enrich} does, but asks nothing: mentions whose questions are not
   * in the answer store are {@code skipped}.
   *
   * @param progress receives messages for the user
   */
  public Enriched enrichFromStore(Dataset<Row> mentions, Consumer<String> progress) {
    transformSchema(mentions.schema());
    if (values().enrich().chooser() != Chooser.SERVICE) {
      return enrich(mentions, plan -> {}, progress);
    }
    try (EnrichmentRun run = run(mentions, values(), progress)) {
      return new Enriched(run.described(), run.plan(), EnrichmentTotals.NOTHING);
    }
  }

  private Enriched asked(
      Dataset<Row> mentions,
      Settings values,
      Consumer<EnrichmentPlan> planned,
      Consumer<String> progress) {
    try (EnrichmentRun run = run(mentions, values, progress)) {
      run.resume();
      EnrichmentPlan plan = run.plan();
      planned.accept(plan);
      EnrichmentTotals totals =
          plan.asking() == 0 ? EnrichmentTotals.NOTHING : run.ask(RunId.next(), plan.asking());
      return new Enriched(run.described(), plan, totals);
    }
  }

  private EnrichmentRun run(Dataset<Row> mentions, Settings values, Consumer<String> progress) {
    return new EnrichmentRun(
        mentions,
        KnowledgeBase.open(getOrDefault(kb)),
        values,
        (Boolean) getOrDefault(retryFailed),
        progress);
  }

  private Dataset<Row> lexical(Dataset<Row> mentions, Settings values, StructType schema) {
    KnowledgeBase base = KnowledgeBase.open(getOrDefault(kb));
    return mentions.mapPartitions(
        new LexicalDescriptions(new QuestionFactory(mentions.sparkSession(), base, values)),
        Encoders.row(schema));
  }

  private static Dataset<Row> off(Dataset<Row> mentions) {
    return mentions
        .withColumn("description", functions.lit(null).cast(DataTypes.StringType))
        .withColumn("enrichment_status", functions.lit("off"));
  }

  /** Adds the description that a mention's post came with. */
  static final class TakeGiven implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row call(Row mention) {
      EnrichmentOutcome outcome = new EnrichmentOutcome.Given(PostCodec.givenDescription(mention));
      return Rows.append(
          mention, Schemas.ENRICHED, outcome.description().orElse(null), outcome.status());
    }
  }

  private static Enriched withoutQuestions(Dataset<Row> rows) {
    return new Enriched(rows, EnrichmentPlan.nothing(0), EnrichmentTotals.NOTHING);
  }

  private Settings values() {
    return Settings.ofSource(getOrDefault(settings));
  }
}
