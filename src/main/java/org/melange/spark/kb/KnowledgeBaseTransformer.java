package org.melange.spark.kb;

import java.util.Locale;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.config.TableSettings;
import org.melange.config.TableSettings.Distribution;
import org.melange.spark.row.MelangeTransformer;

/**
 * Base class of transformers that look entities up by their names.
 *
 * @param <S> the transformer itself
 */
public abstract class KnowledgeBaseTransformer<S extends KnowledgeBaseTransformer<S>>
    extends MelangeTransformer<S> {

  private static final long serialVersionUID = 1L;

  private final Param<String> kb = new Param<>(this, "kb", "directory of the knowledge base");
  private final Param<String> distribution =
      new Param<>(
          this,
          "distribution",
          "how executors get the index of the knowledge base: files or broadcast",
          value -> isOneOf(value, Distribution.class));
  private final Param<String> cache =
      new Param<>(this, "cache", "directory of each machine for copies of remote files");

  /**
   * A transformer.
   *
   * @param uid its identifier
   */
  protected KnowledgeBaseTransformer(String uid) {
    super(uid);
    TableSettings defaults = Settings.defaults().link().table();
    setDefault(distribution, code(defaults.distribution()));
    setDefault(cache, defaults.cacheDir());
  }

  /** Directory of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /** How executors get the index of the knowledge base: {@code files} or {@code broadcast}. */
  public Param<String> distribution() {
    return distribution;
  }

  /** Directory of each machine for copies of remote files; empty: the default. */
  public Param<String> cache() {
    return cache;
  }

  /** Sets {@link #kb()}. */
  public S setKb(String value) {
    return with(kb, value);
  }

  /** Sets {@link #distribution()}. */
  public S setDistribution(Distribution value) {
    return with(distribution, code(value));
  }

  /** Sets {@link #cache()}. */
  public S setCache(String value) {
    return with(cache, value);
  }

  /** Applies {@code link.table.distribution} and {@code link.table.cache-dir}. */
  protected final S setTable(TableSettings table) {
    setDistribution(table.distribution());
    return setCache(table.cacheDir());
  }

  /** Opens the knowledge base. */
  protected final KnowledgeBase base() {
    return KnowledgeBase.open(getOrDefault(kb));
  }

  /** The index of the knowledge base, for executors. */
  protected final IndexRef index(SparkSession spark, KnowledgeBase base) {
    Distribution how = Distribution.valueOf(getOrDefault(distribution).toUpperCase(Locale.ROOT));
    return base.index(spark, Settings.defaults().link().table().with(how, getOrDefault(cache)));
  }
}
