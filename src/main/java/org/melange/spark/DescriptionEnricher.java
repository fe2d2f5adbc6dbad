package org.melange.spark;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Enrichment.Chooser;
import org.melange.config.Settings;

/**
 * Adds {@code description} and {@code enrichment_status}: of the descriptions of all entities that
 * bear the mention's name, the one that fits the text; null where none does, or none could be had.
 * What picks it {@code enrich.by} says.
 */
public final class DescriptionEnricher extends Stage {

  private static final long serialVersionUID = 1L;

  private final Param<String> kb = new Param<>(this, "kb", "folder of the knowledge base");
  private final Param<String> settings =
      new Param<>(this, "settings", "all settings as JSON, of which enrich.* count");

  /** A stage called {@code uid}. */
  public DescriptionEnricher(String uid) {
    super(uid);
    setDefault(settings, Settings.defaults().source());
  }

  /** A stage with a name of its own. */
  public DescriptionEnricher() {
    this(Identifiable$.MODULE$.randomUID("descriptions"));
  }

  /** Reads a saved stage. */
  public static MLReader<DescriptionEnricher> read() {
    return new DefaultParamsReader<>();
  }

  /** Folder of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /** All settings as one line of JSON, of which {@code enrich.*} count; no key is among them. */
  public Param<String> settings() {
    return settings;
  }

  /** Sets {@link #kb()}. */
  public DescriptionEnricher setKb(String value) {
    set(kb, value);
    return this;
  }

  /** Sets {@link #settings()}. */
  public DescriptionEnricher setSettings(Settings value) {
    set(settings, value.source());
    return this;
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

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    Settings values = Settings.ofSource(getOrDefault(settings));
    Chooser chooser = values.enrich().chooser();
    if (chooser == Chooser.OFF) {
      return off(mentions.toDF());
    }
    SparkSession spark = mentions.sparkSession();
    KnowledgeBase base = KnowledgeBase.open(getOrDefault(kb));
    Broadcast<BroadcastNames> names = base.broadcastNames(spark);
    Broadcast<BroadcastDescriptions> descriptions = base.broadcastDescriptions(spark);
    return mentions
        .toDF()
        .mapPartitions(new LexicalDescriptions(names, descriptions, values), Encoders.row(schema));
  }

  private static Dataset<Row> off(Dataset<Row> mentions) {
    return mentions
        .withColumn("description", functions.lit(null).cast(DataTypes.StringType))
        .withColumn("enrichment_status", functions.lit("off"));
  }
}
