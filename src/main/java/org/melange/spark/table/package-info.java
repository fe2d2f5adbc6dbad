/**
 * Entity tables: the rows that mentions are scored against.
 *
 * <p>To make one, {@link org.melange.spark.table.EntityTablePipeline} turns the entities of a
 * knowledge base into rows, and {@link org.melange.spark.table.EntityTables} writes them as
 * segments, with an index if one is wanted. {@link org.melange.spark.table.EntityTableBuild} does
 * so range by range, and goes on with the {@link org.melange.spark.table.TableDraft} that a failed
 * run left. {@link org.melange.spark.table.PreviousTable} reuses the rows of entities that have not
 * changed. To use one, {@code EntityTables} checks it on the driver and gives a {@code TableRef},
 * which each executor maps once.
 *
 * <p>The file format is in {@code org.melange.link.table}; mentions meet the table in {@code
 * spark.link}.
 */
package org.melange.spark.table;
