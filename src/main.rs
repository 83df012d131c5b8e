//! The program: hands the command line to the library, and turns its answer into an exit status.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    newsprint::cli::run()
}
