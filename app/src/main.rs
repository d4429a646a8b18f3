fn main() {
    portico_app::start();
}
