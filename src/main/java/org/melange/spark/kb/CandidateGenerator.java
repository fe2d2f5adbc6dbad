package org.melange.spark.kb;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.kb.name.Candidate;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds {@code candidates}: the entities whose names match the mention, best match first, at most
 * {@link #limit()} of them; empty where no name matches.
 */
public final class CandidateGenerator extends KnowledgeBaseTransformer<CandidateGenerator> {

  private static final long serialVersionUID = 1L;

  /** The column that is added. */
  public static final StructType ADDED =
      new StructType().add("candidates", new ArrayType(Schemas.CANDIDATE, false));

  private final IntParam limit =
      new IntParam(this, "limit", "most candidates of a mention", ParamValidators.gtEq(1));

  private final Param<String> types =
      new Param<>(this, "types", "classes whose instances are candidates, separated by commas");

  /** A transformer with the identifier {@code uid}. */
  public CandidateGenerator(String uid) {
    super(uid);
    setDefault(types, "");
    setDefault(limit, Settings.defaults().link().maxCandidates());
  }

  /** A transformer with a random identifier. */
  public CandidateGenerator() {
    this(Identifiable$.MODULE$.randomUID("candidates"));
  }

  /** Reads a saved transformer. */
  public static MLReader<CandidateGenerator> read() {
    return new DefaultParamsReader<>();
  }

  /** The most candidates of a mention. */
  public IntParam limit() {
    return limit;
  }

  /** QIDs of classes, separated by commas; empty: all entities are candidates. */
  public Param<String> types() {
    return types;
  }

  /** Sets {@link #limit()}. */
  public CandidateGenerator setLimit(int value) {
    return with(limit, value);
  }

  /** Sets {@link #types()}. */
  public CandidateGenerator setTypes(List<String> classes) {
    return with(types, String.join(",", classes));
  }

  /** Applies {@code link.max-candidates}, {@code link.types} and {@code link.table.*}. */
  public CandidateGenerator setSettings(Settings settings) {
    return setTable(settings.link().table())
        .setLimit(settings.link().maxCandidates())
        .setTypes(settings.link().types());
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("CandidateGenerator", input, Schemas.EXTRACTED.apply("mention"));
    return added("CandidateGenerator", input, ADDED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> mentions) {
    StructType schema = transformSchema(mentions.schema());
    return mentions
        .toDF()
        .mapPartitions(new Generate(lookup(mentions.sparkSession())), Encoders.row(schema));
  }

  /** What looks the candidates up. */
  public CandidateLookup lookup(SparkSession spark) {
    KnowledgeBase base = base();
    EntityFilter some = EntityFilter.of(spark, base, getOrDefault(types));
    return new CandidateLookup(index(spark, base), some, (Integer) getOrDefault(limit));
  }

  /** Looks up the candidates of each mention. */
  static final class Generate implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final CandidateLookup lookup;

    Generate(CandidateLookup lookup) {
      this.lookup = lookup;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> mentions) {
      Function<String, List<Candidate>> names = lookup.open();
      return BatchingIterator.flatMap(
          mentions,
          row ->
              List.of(
                  Rows.append(
                      row, ADDED, CandidateCodec.toRows(names.apply(row.getAs("mention"))))));
    }
  }
}
