package org.melange.spark.wikidata;

import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Row;
import org.melange.kb.Entity;
import org.melange.kb.Qids;
import org.melange.kb.wikidata.ImageAddress;
import org.melange.kb.wikidata.ItemTerms;
import org.melange.kb.wikidata.WikidataItem;
import org.melange.spark.kb.EntityCodec;

/** Makes an entity of an item: a row of {@code Schemas.ENTITY}. */
final class ToEntity implements MapFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final ItemTerms terms;
  private final ImageAddress images;

  ToEntity(ItemTerms terms, ImageAddress images) {
    this.terms = terms;
    this.images = images;
  }

  @Override
  public Row call(Row row) {
    WikidataItem item = ExtractSchema.item(row);
    List<Long> redirects = row.getList(row.fieldIndex("redirects"));
    return EntityCodec.toRow(
        new Entity(
            Qids.of(item.id()),
            terms.first(item.labels()).orElseThrow(),
            terms.first(item.descriptions()).orElse(""),
            terms.aliases(item),
            item.types().stream().map(Qids::of).toList(),
            row.<Long>getAs("popularity"),
            item.images().stream().map(images::of).toList(),
            redirects.stream().map(Qids::of).toList()));
  }
}
