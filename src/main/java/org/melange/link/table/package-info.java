/**
 * Entity tables on disk: immutable files of rows, ordered by QID number, which are mapped into
 * memory and read in place.
 *
 * <p>A table is a sequence of segments ({@link org.melange.link.table.Segment}). Each is one file
 * with its entities' QIDs, labels, heads and tails in separate sections, so that a scan over heads
 * reads nothing else. Graphs ({@link org.melange.link.table.HnswFile}) index them. {@link
 * org.melange.link.table.TableFiles} lists the files, {@link
 * org.melange.link.table.ChecksumVerification} checks them, {@link
 * org.melange.link.table.MappedTable} opens them. Executors write them in {@code spark.table}.
 * {@code contracts.md} describes every byte.
 */
package org.melange.link.table;
