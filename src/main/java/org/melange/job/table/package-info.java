/**
 * Jobs on links tables: copies for programs that cannot read tables, and maintenance. {@code
 * annotate --into} of {@code job} fills the tables.
 */
package org.melange.job.table;
