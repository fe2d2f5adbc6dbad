/**
 * Links as a materialized view of posts: tables of links, posts and rejected records, and the
 * update that brings them up to date. The tables are Delta Lake tables in a directory, or tables of
 * a catalog that supports {@code MERGE INTO}. Delta is reached through Spark SQL alone.
 *
 * <p>{@link org.melange.spark.store.LinkUpdate} compares the records of an input with the posts
 * table, stages those that are new or changed, and links and commits them shard by shard.
 */
package org.melange.spark.store;
