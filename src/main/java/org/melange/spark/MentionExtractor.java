package org.melange.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
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
import org.apache.spark.sql.types.StructType;
import org.melange.corpus.Mention;
import org.melange.corpus.Span;

/**
 * Posts in, one row for each mention out: adds {@code mention_id, mention, span_start, span_end}.
 * Where a post comes without mentions, the names of the knowledge base are looked for in its text.
 * A post without any mention gives no row.
 */
public final class MentionExtractor extends Stage {

  private static final long serialVersionUID = 1L;

  private final Param<String> kb = new Param<>(this, "kb", "folder of the knowledge base");
  private final IntParam minChars =
      new IntParam(
          this, "minChars", "shortest name looked for, in code points", ParamValidators.gtEq(1));

  /** A stage called {@code uid}. */
  public MentionExtractor(String uid) {
    super(uid);
    setDefault(minChars, 3);
  }

  /** A stage with a name of its own. */
  public MentionExtractor() {
    this(Identifiable$.MODULE$.randomUID("mentions"));
  }

  /** Reads a saved stage. */
  public static MLReader<MentionExtractor> read() {
    return new DefaultParamsReader<>();
  }

  /** Folder of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /** Shortest name looked for, in code points. */
  public IntParam minChars() {
    return minChars;
  }

  /** Sets {@link #kb()}. */
  public MentionExtractor setKb(String value) {
    set(kb, value);
    return this;
  }

  /** Sets {@link #minChars()}. */
  public MentionExtractor setMinChars(int value) {
    set(minChars, value);
    return this;
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("MentionExtractor", input, Schemas.POST.apply("text"), Schemas.POST.apply("mentions"));
    return added(
        "MentionExtractor", Schemas.without(input, List.of("mentions")), Schemas.EXTRACTED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> posts) {
    StructType schema = transformSchema(posts.schema());
    SparkSession spark = posts.sparkSession();
    Broadcast<BroadcastNames> names = KnowledgeBase.open(getOrDefault(kb)).broadcastNames(spark);
    return posts
        .toDF()
        .mapPartitions(new Extract(names, (Integer) getOrDefault(minChars)), Encoders.row(schema));
  }

  /** Extracts the mentions of posts. */
  static final class Extract implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<BroadcastNames> names;
    private final int minChars;

    Extract(Broadcast<BroadcastNames> names, int minChars) {
      this.names = names;
      this.minChars = minChars;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> posts) {
      return Batches.flatMap(posts, this::rows);
    }

    private List<Row> rows(Row post) {
      List<Mention> mentions =
          PostCodec.mentions(post)
              .orElseGet(() -> names.value().finder(minChars).find(post.<String>getAs("text")));
      List<Row> rows = new ArrayList<>();
      Row carried = Rows.without(post, List.of("mentions"));
      for (Mention mention : mentions) {
        rows.add(
            Rows.append(
                carried,
                Schemas.EXTRACTED,
                mention.mentionId(),
                mention.text(),
                mention.span().map(Span::start).orElse(null),
                mention.span().map(Span::end).orElse(null)));
      }
      return rows;
    }
  }
}
