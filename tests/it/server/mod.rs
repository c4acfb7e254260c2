//! `tsubame backend` in processes of its own: several on one database, behind a proxy, as its unit of systemd starts it, and
//! what is left of people once they have sent something.

mod caddy;
mod commands;
mod databases;
mod deploy_page;
mod nginx;
mod personal_data;
mod process;
mod replicas;
mod site;
mod systemd;
mod watch;
