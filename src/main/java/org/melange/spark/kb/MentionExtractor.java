package org.melange.spark.kb;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.size;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.BooleanParam;
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
import org.melange.config.MentionSettings;
import org.melange.config.Settings;
import org.melange.corpus.CodePointIndex;
import org.melange.corpus.Mention;
import org.melange.corpus.MentionLimit;
import org.melange.corpus.Rejection;
import org.melange.corpus.Span;
import org.melange.enrich.chat.TextTruncation;
import org.melange.link.model.InputText;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.PostColumns;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Turns posts into mentions, one row each: adds {@code mention_id, mention, span_start, span_end,
 * context}. Where a post has no {@code mentions}, names of the knowledge base are searched for in
 * its text. A post without a mention gives no row. Of a post with more than {@link #maxPerPost()}
 * mentions, the first ones give a row. The columns of posts may have the types that Spark infers
 * from JSON: they are converted as {@link PostColumns} says. A missing text counts as empty.
 *
 * <p>Rows stay small even if a post is long. A text of at most {@link InputText#MAX_CHARS} chars is
 * repeated in each row, and {@code context} is null. Of a longer text, {@code text} is the part
 * that a model can see, and {@code context} is the text around the mention.
 */
public final class MentionExtractor extends KnowledgeBaseTransformer<MentionExtractor> {

  private static final long serialVersionUID = 1L;

  private final IntParam minChars =
      new IntParam(
          this,
          "minChars",
          "shortest name that is searched for, in code points",
          ParamValidators.gtEq(1));
  private final IntParam minCharsCjk =
      new IntParam(
          this,
          "minCharsCjk",
          "shortest name of Han, Hangul and Katakana that is searched for",
          ParamValidators.gtEq(1));
  private final BooleanParam lowerCase =
      new BooleanParam(this, "lowerCase", "whether names without a capital letter are found");
  private final Param<String> types =
      new Param<>(this, "types", "classes whose instances are searched for, separated by commas");
  private final IntParam maxPerPost =
      new IntParam(this, "maxPerPost", "most mentions of a post", ParamValidators.gtEq(1));
  private final IntParam contextChars =
      new IntParam(
          this,
          "contextChars",
          "code points around a mention of a long text",
          ParamValidators.gtEq(1));

  /** A transformer with the identifier {@code uid}. */
  public MentionExtractor(String uid) {
    super(uid);
    MentionSettings defaults = Settings.defaults().mentions();
    setDefault(minChars, defaults.minChars());
    setDefault(minCharsCjk, defaults.minCharsCjk());
    setDefault(lowerCase, defaults.matchLowercase());
    setDefault(types, "");
    setDefault(maxPerPost, defaults.maxPerPost());
    setDefault(contextChars, Settings.defaults().enrich().questions().maxTextChars());
  }

  /** A transformer with a random identifier. */
  public MentionExtractor() {
    this(Identifiable$.MODULE$.randomUID("mentions"));
  }

  /** Reads a saved transformer. */
  public static MLReader<MentionExtractor> read() {
    return new DefaultParamsReader<>();
  }

  /** The shortest name that is searched for, in code points. */
  public IntParam minChars() {
    return minChars;
  }

  /** The same for names that consist of Han, Hangul and Katakana. */
  public IntParam minCharsCjk() {
    return minCharsCjk;
  }

  /** Whether names without a capital letter are found. */
  public BooleanParam lowerCase() {
    return lowerCase;
  }

  /** QIDs of classes, separated by commas; empty: the names of all entities are searched for. */
  public Param<String> types() {
    return types;
  }

  /** The most mentions of a post that give a row. */
  public IntParam maxPerPost() {
    return maxPerPost;
  }

  /** The length of {@code context}, in code points. */
  public IntParam contextChars() {
    return contextChars;
  }

  /** Sets {@link #minChars()}. */
  public MentionExtractor setMinChars(int value) {
    return with(minChars, value);
  }

  /** Sets {@link #minCharsCjk()}. */
  public MentionExtractor setMinCharsCjk(int value) {
    return with(minCharsCjk, value);
  }

  /** Sets {@link #lowerCase()}. */
  public MentionExtractor setLowerCase(boolean value) {
    return with(lowerCase, value);
  }

  /** Sets {@link #types()}. */
  public MentionExtractor setTypes(List<String> classes) {
    return with(types, String.join(",", classes));
  }

  /** Sets {@link #contextChars()}. */
  public MentionExtractor setContextChars(int value) {
    return with(contextChars, value);
  }

  /** Sets {@link #maxPerPost()}. */
  public MentionExtractor setMaxPerPost(int value) {
    return with(maxPerPost, value);
  }

  /** Applies {@code mentions.*}, {@code enrich.max-text-chars} and {@code link.table.*}. */
  public MentionExtractor setSettings(Settings settings) {
    MentionSettings mentions = settings.mentions();
    set(minCharsCjk, mentions.minCharsCjk());
    set(lowerCase, mentions.matchLowercase());
    setTypes(mentions.types());
    setTable(settings.link().table());
    set(contextChars, settings.enrich().questions().maxTextChars());
    return setMinChars(mentions.minChars()).setMaxPerPost(mentions.maxPerPost());
  }

  @Override
  public StructType transformSchema(StructType posts) {
    StructType input = PostColumns.schema(posts);
    require("MentionExtractor", input, Schemas.POST.apply("text"), Schemas.POST.apply("mentions"));
    return added(
        "MentionExtractor", Schemas.without(input, List.of("mentions")), Schemas.EXTRACTED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> posts) {
    StructType schema = transformSchema(posts.schema());
    return PostColumns.of(posts)
        .mapPartitions(
            new Extract(finding(posts.sparkSession()), (Integer) getOrDefault(contextChars)),
            Encoders.row(schema));
  }

  /**
   * Finds the mentions of posts that have none. If they are stored in {@code mentions}, {@link
   * #transform} does not search again.
   *
   * @param posts {@code text} may be null
   * @param column added: mentions as in {@link Schemas#POST}, null where a post has its own
   */
  public Dataset<Row> find(Dataset<Row> posts, String column) {
    StructType found =
        new StructType().add(column, Schemas.POST.apply("mentions").dataType(), true);
    return posts.mapPartitions(
        new Find(finding(posts.sparkSession()), found),
        Encoders.row(added("MentionExtractor", posts.schema(), found)));
  }

  /**
   * The mentions that {@link #transform} drops because their posts have more than {@link
   * #maxPerPost()}.
   *
   * @param posts with {@code post_id}; those whose {@code mentions} is null give no row
   * @return {@code post_id} and the columns of {@link Schemas#REJECTION}
   */
  public Dataset<Row> rejections(Dataset<Row> posts) {
    int max = (Integer) getOrDefault(maxPerPost);
    return posts
        .select("post_id", "mentions")
        .filter(size(col("mentions")).gt(max))
        .mapPartitions(new Excess(max), Encoders.row(Excess.SCHEMA));
  }

  private Finding finding(SparkSession spark) {
    KnowledgeBase base = base();
    EntityFilter some = EntityFilter.of(spark, base, getOrDefault(types));
    return new Finding(
        index(spark, base),
        new MentionSettings(
            (Integer) getOrDefault(minChars),
            (Integer) getOrDefault(minCharsCjk),
            (Boolean) getOrDefault(lowerCase),
            List.of(),
            (Integer) getOrDefault(maxPerPost)),
        some);
  }

  /**
   * Determines the mentions of posts.
   *
   * @param index of the knowledge base
   * @param rules which names are searched for
   * @param some whose names are
   */
  private record Finding(IndexRef index, MentionSettings rules, EntityFilter some)
      implements Serializable {

    List<Mention> all(Row post) {
      return PostCodec.mentions(post)
          .orElseGet(
              () ->
                  post.getAs("text") == null
                      ? List.of()
                      : index.load().finder(rules, some).find(post.<String>getAs("text")));
    }

    MentionLimit limit() {
      return new MentionLimit(rules.maxPerPost());
    }
  }

  /** Extracts the mentions of posts. */
  static final class Extract implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final Finding finding;
    private final int contextChars;

    Extract(Finding finding, int contextChars) {
      this.finding = finding;
      this.contextChars = contextChars;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> posts) {
      return BatchingIterator.flatMap(posts, this::rows);
    }

    private Iterable<Row> rows(Row post) {
      String text = Objects.requireNonNullElse(post.getAs("text"), "");
      List<Mention> mentions = finding.limit().kept(finding.all(post));
      Row carried =
          Rows.without(Rows.with(post, "text", InputText.head(text)), List.of("mentions"));
      Function<Mention, String> context = context(text);
      return () ->
          mentions.stream()
              .map(mention -> row(carried, mention, context.apply(mention)))
              .iterator();
    }

    private Function<Mention, String> context(String text) {
      if (text.length() <= InputText.MAX_CHARS) {
        return mention -> null;
      }
      CodePointIndex index = new CodePointIndex(text);
      return mention -> TextTruncation.around(index, mention.text(), mention.span(), contextChars);
    }

    private static Row row(Row carried, Mention mention, String context) {
      return Rows.append(
          carried,
          Schemas.EXTRACTED,
          mention.mentionId(),
          mention.text(),
          mention.span().map(Span::start).orElse(null),
          mention.span().map(Span::end).orElse(null),
          context);
    }
  }

  /** Adds the mentions that it finds. */
  static final class Find implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final Finding finding;
    private final StructType found;

    Find(Finding finding, StructType found) {
      this.finding = finding;
      this.found = found;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> posts) {
      return BatchingIterator.flatMap(
          posts, post -> List.of(Rows.append(post, found, mentions(post).orElse(null))));
    }

    private Optional<Object> mentions(Row post) {
      return post.getAs("text") == null || post.getAs("mentions") != null
          ? Optional.empty()
          : Optional.of(Rows.array(finding.all(post).stream().map(PostCodec::toRow).toList()));
    }
  }

  /** Rejects what {@link Extract} drops. */
  static final class Excess implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private static final StructType ID = new StructType().add(Schemas.POST.apply("post_id"));
    static final StructType SCHEMA = Schemas.concat(ID, Schemas.REJECTION);
    private final int max;

    Excess(int max) {
      this.max = max;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> posts) {
      return BatchingIterator.flatMap(posts, this::rows);
    }

    private Iterable<Row> rows(Row post) {
      String id = post.getAs("post_id");
      List<Mention> mentions = PostCodec.mentions(post).orElseThrow();
      return () ->
          new MentionLimit(max)
              .rejected(id, mentions)
              .map(rejection -> row(id, rejection))
              .iterator();
    }

    private static Row row(String id, Rejection rejection) {
      return Rows.of(
          SCHEMA,
          id,
          rejection.stage().code(),
          rejection.reason().code(),
          rejection.message(),
          rejection.record());
    }
  }
}
